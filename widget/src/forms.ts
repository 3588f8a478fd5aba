import { attribute, isIgnored, origin } from './elements';
import { record, track } from './record';
import { listen } from './safe';
import { isOn } from './settings';
import type { Bag } from './types';

type Field = HTMLInputElement;

/** Never looked into: secrets and cards. Tested against what the page says about a field, its type first. */
const SECRET = /^(hidden|file)|passw|\bcc-|one-time|cv[cv]|card/i;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/;
const PHONE = /^\+?([\s().-]*\d){10,15}$/;
const PHONE_HINT = /phone|tel|mob|тел/i;

const MARK = 'data-otklik-field';
const nameOf = (field: Element | null): string | undefined => attribute(field, 'name') || attribute(field, 'id');

const about = (field: Field): string =>
  field.type + ' ' + ['name', 'id', 'autocomplete', 'placeholder'].map((name) => attribute(field, name)).join(' ');

export const isSecret = (field: Field): boolean => isIgnored(field) || SECRET.test(about(field));

/** The contact that a field's whole value is. Bare digits are a phone only in a field that asks for one. */
export const contactIn = (field: Field): Bag | undefined => {
  const value = field.value.trim();
  if (EMAIL.test(value)) return { $email: value };
  return PHONE.test(value) && (value[0] == '+' || PHONE_HINT.test(about(field))) ? { $phone: value } : undefined;
};

let told = '';

const onChange = (event: Event): void => {
  const field = origin(event) as Field;
  if (!field.matches('input,textarea,select') || isSecret(field)) return;
  const mark = field.getAttribute(MARK);
  if (mark != null && isOn('forms')) {
    track('$field_filled', { field: mark || nameOf(field), form: nameOf(field.form) });
  }
  const traits = isOn('capture') ? contactIn(field) : undefined;
  if (traits && told != field.value) {
    told = field.value;
    record('identify', { traits, options: { source: 'typed' } });
  }
};

const onSubmit = (event: Event): void => {
  const form = origin(event) as HTMLFormElement;
  if (!isOn('forms') || isIgnored(form)) return;
  const fields = new Set<string>();
  const values: Bag = {};
  for (const field of form.querySelectorAll<Field>('input,textarea,select')) {
    const name = nameOf(field);
    if (!name || isSecret(field)) continue;
    fields.add(name);
    const mark = field.getAttribute(MARK);
    const isChoice = field.type == 'checkbox' || field.type == 'radio';
    if (mark != null && (!isChoice || field.checked)) values[mark || name] = field.value;
  }
  track('$form_submitted', { form: nameOf(form), fields: [...fields], values });
};

export const startForms = (): void => {
  listen('change', onChange);
  listen('submit', onSubmit);
};

import { SegmentedControl, Select, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Choice } from '@/components/conditions/Choice';
import { useGap } from '@/components/conditions/context';
import { usePropertyOptions } from '@/components/conditions/names';
import { Adding, Remove } from '@/components/conditions/tests';
import type { Json } from '@/lib/api/types';
import { listNamesQuery, tagsQuery } from '@/lib/conditions/api';
import { propertyTitle } from '@/lib/properties';
import { FaultsAt } from '../../parts/faults';
import classes from '../../parts/parts.module.css';
import type { Edit } from '../graph/model';
import type { StepProps } from './StepEditor';

const OPERATIONS = ['set', 'set_once', 'delete', 'add', 'append', 'union', 'exclude'] as const;
const MOST = 20;

/** What was typed as a value: a number, yes or no, else the text itself. */
function readValue(op: string, text: string): Json {
  if (op === 'add') return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?\d{1,15}(\.\d{1,10})?$/.test(text) && !/^0\d/.test(text) ? Number(text) : text;
}

const showValue = (value: Json | undefined): string =>
  typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);

/** Operations on properties of the person, done in their order. */
export function PropertyFields({ step, onChange, path }: StepProps) {
  const { t } = useTranslation();
  const edits = step.property ?? [];
  const set = (property: Edit[]): void => onChange({ ...step, property });
  return (
    <Stack gap={8}>
      {edits.map((edit, index) => (
        // An operation is its place in the order.
        <div key={index}>
          <EditLine
            edit={edit}
            path={`${path}.property[${index}]`}
            onChange={(next) => set(edits.map((each, at) => (at === index ? next : each)))}
            {...(edits.length > 1 && { onRemove: () => set(edits.filter((_, at) => at !== index)) })}
          />
          <FaultsAt path={`${path}.property[${index}]`} />
        </div>
      ))}
      {edits.length < MOST && (
        <div>
          <Adding onClick={() => set([...edits, { op: 'set', property: '', value: '' }])}>
            {t('chain.property.add')}
          </Adding>
        </div>
      )}
    </Stack>
  );
}

interface EditLineProps {
  edit: Edit;
  path: string;
  onChange: (edit: Edit) => void;
  onRemove?: () => void;
}

function EditLine({ edit, path, onChange, onRemove }: EditLineProps) {
  const { t } = useTranslation();
  const { options } = usePropertyOptions();
  const gap = useGap(`${path}.property`);
  const op = edit.op ?? 'set';
  const isKnown = edit.property === '' || options.some(({ value }) => value === edit.property);
  const all = isKnown ? options : [{ value: edit.property, label: propertyTitle(t, edit.property) }, ...options];
  return (
    <div className={classes.sentence}>
      <Choice
        label={t('chain.property.op')}
        value={op}
        options={OPERATIONS.map((value) => ({ value, label: t(`chain.property.ops.${value}`) }))}
        onChange={(next) => onChange({ ...edit, op: next, ...(next === 'add' && { value: 1 }) })}
      />
      <Choice
        label={t('conditions.property')}
        tone="name"
        value={edit.property}
        options={all}
        onChange={(property) => onChange({ ...edit, property })}
        placeholder={t('conditions.chooseProperty')}
        isSearched
        offer={(search) => t('conditions.useName', { name: search })}
        gap={gap}
      />
      {op !== 'delete' && (
        <input
          className={classes.text}
          aria-label={t('conditions.value')}
          placeholder={t('conditions.valueHere')}
          maxLength={1_000}
          value={showValue(edit.value)}
          onChange={(event) => onChange({ ...edit, value: readValue(op, event.currentTarget.value) })}
        />
      )}
      {onRemove && <Remove label={t('chain.property.remove')} onClick={onRemove} />}
    </div>
  );
}

/** Puts a tag on the person, or takes it off. */
export function TagFields({ step, onChange, path }: StepProps) {
  const { t } = useTranslation();
  const known = useQuery(tagsQuery).data ?? [];
  const { tag = { add: '' } } = step;
  const isOn = 'add' in tag;
  const name = isOn ? tag.add : tag.remove;
  const write = (on: boolean, value: string): void =>
    onChange({ ...step, tag: on ? { add: value } : { remove: value } });
  return (
    <Stack gap="sm">
      <SegmentedControl
        size="xs"
        aria-label={t('chain.kind.tag')}
        value={isOn ? 'on' : 'off'}
        onChange={(next) => write(next === 'on', name)}
        data={(['on', 'off'] as const).map((value) => ({ value, label: t(`chain.tag.${value}`) }))}
      />
      <TextInput
        label={t('chain.tag.name')}
        list="chain-tags"
        value={name}
        maxLength={60}
        onChange={(event) => write(isOn, event.currentTarget.value)}
      />
      <datalist id="chain-tags">
        {known.map(({ tag: value, title }) => (
          <option key={value} value={value}>
            {title}
          </option>
        ))}
      </datalist>
      <FaultsAt path={`${path}.tag`} />
    </Stack>
  );
}

/** Puts the person on a list, or takes him off. */
export function ListFields({ step, onChange, path }: StepProps) {
  const { t } = useTranslation();
  const lists = useQuery(listNamesQuery).data ?? [];
  const { list = { join: null } } = step;
  const isOn = 'join' in list;
  const id = isOn ? list.join : list.leave;
  const write = (on: boolean, value: number | null): void =>
    onChange({ ...step, list: on ? { join: value } : { leave: value } });
  return (
    <Stack gap="sm">
      <SegmentedControl
        size="xs"
        aria-label={t('chain.kind.list')}
        value={isOn ? 'on' : 'off'}
        onChange={(next) => write(next === 'on', id)}
        data={(['on', 'off'] as const).map((value) => ({ value, label: t(`chain.list.${value}`) }))}
      />
      <Select
        searchable
        label={t('chain.list.name')}
        placeholder={t('chain.list.choose')}
        nothingFoundMessage={t('chain.list.none')}
        data={lists.map((each) => ({ value: each.id, label: each.name }))}
        value={id === null ? null : String(id)}
        onChange={(value) => write(isOn, value === null ? null : Number(value))}
      />
      <FaultsAt path={`${path}.list`} />
    </Stack>
  );
}

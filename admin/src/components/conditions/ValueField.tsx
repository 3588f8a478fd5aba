import { Autocomplete, Group, TagsInput, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Json } from '@/lib/api/types';
import { type Source, suggestQuery } from '@/lib/conditions/api';
import { formOf, isScalar, type Op } from '@/lib/conditions/language';
import { useFormat } from '@/lib/format';
import { Choice } from './Choice';
import { useGap } from './context';
import { DateField, DurationField, NumberField } from './fields';
import classes from './fields.module.css';
import sentence from './sentence.module.css';

interface ValueProps {
  op: Op;
  value: Json | undefined;
  onChange: (value: Json) => void;
  source: Source;
  types: readonly string[];
  path: string;
}

/** The field that the operator asks for. */
export function ValueField(props: ValueProps) {
  const { op, value, onChange, path } = props;
  const { t } = useTranslation();
  const label = t('conditions.value');
  const text = typeof value === 'string' ? value : '';
  switch (formOf(op)) {
    case 'none':
      return null;
    case 'number':
      return <NumberField label={label} value={value} onChange={onChange} path={path} />;
    case 'pair':
      return <PairField {...props} label={label} />;
    case 'date':
      return <DateField isProperty label={label} value={text} onChange={onChange} path={path} />;
    case 'duration':
      return <DurationField label={label} value={text} onChange={onChange} path={path} />;
    case 'held':
      return <HeldField {...props} />;
    case 'list':
      return <ListField {...props} label={label} />;
    case 'pattern':
      return <PatternField label={label} value={text} onChange={onChange} path={path} />;
    case 'text':
    case 'scalar':
      return <ScalarField {...props} label={label} isText={formOf(op) === 'text'} />;
  }
}

interface PatternProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  path: string;
}

function PatternField({ label, value, onChange, path }: PatternProps) {
  return (
    <TextInput
      size="xs"
      aria-label={label}
      className={classes.field}
      classNames={{ input: `${classes.text ?? ''} ${classes.mono ?? ''}` }}
      placeholder="^https?://"
      value={value}
      maxLength={1000}
      spellCheck={false}
      onChange={(event) => onChange(event.currentTarget.value)}
      {...useGap(path)}
    />
  );
}

function PairField({ value, onChange, path, types, label }: ValueProps & { label: string }) {
  const { t } = useTranslation();
  const [from, to] = Array.isArray(value) ? value : ['', ''];
  const isFilled = (end: Json | undefined): boolean => end !== '' && end !== undefined;
  const isDateText = (end: Json | undefined): boolean => typeof end === 'string' && /^\d{4}-\d\d-/.test(end);
  const hasNumbers = [from, to].some((end) => isFilled(end) && !isDateText(end));
  const isDates = isDateText(from) || isDateText(to) || (!hasNumbers && types.length === 1 && types[0] === 'date');
  const write = (next: (Json | undefined)[]): void => onChange(next.map((end) => end ?? ''));
  const ends = [from, to] as const;
  return (
    <>
      {ends.map((end, index) => {
        const change = (next: Json): void => write(ends.map((old, at) => (at === index ? next : old)));
        const name = `${label}: ${index === 0 ? t('conditions.from') : t('conditions.to')}`;
        return (
          <span key={name} className={sentence.pair}>
            {index === 1 && <span>{t('conditions.to')}</span>}
            {isDates ? (
              <DateField
                isProperty
                label={name}
                value={typeof end === 'string' ? end : ''}
                onChange={change}
                path={path}
              />
            ) : (
              <NumberField label={name} value={end} onChange={change} path={path} />
            )}
          </span>
        );
      })}
    </>
  );
}

function HeldField(props: ValueProps) {
  const { t } = useTranslation();
  const held = props.value as { value?: Json; duration?: string } | undefined;
  const write = (patch: { value?: Json; duration?: string }): void =>
    props.onChange({ value: held?.value ?? '', duration: held?.duration ?? '', ...patch });
  return (
    <>
      <ScalarField
        {...props}
        label={t('conditions.value')}
        value={held?.value}
        onChange={(value) => write({ value })}
        path={`${props.path}.value`}
        isText={false}
      />
      <span>{props.op === 'for_at_least' ? t('conditions.alreadyFor') : t('conditions.lessThanFor')}</span>
      <DurationField
        label={t('conditions.duration')}
        value={held?.duration ?? ''}
        onChange={(duration) => write({ duration })}
        path={`${props.path}.duration`}
      />
    </>
  );
}

const ASK_MS = 150;

/** Real values of the property, most frequent first. */
function useSuggested(source: Source, search: string, isOpen: boolean) {
  const [prefix] = useDebouncedValue(search, ASK_MS);
  const query = useQuery({ ...suggestQuery(source, prefix), enabled: isOpen && source.property !== '' });
  const items = query.data?.items ?? [];
  const byText = new Map(items.flatMap((item) => (isScalar(item.value) ? [[String(item.value), item] as const] : [])));
  return { texts: [...byText.keys()], byText };
}

type Suggested = ReturnType<typeof useSuggested>;

/** The text as a value: one suggested keeps its type, digits of a numeric property are a number. */
function scalarOf(text: string, suggested: Suggested, old: Json | undefined, isNumeric: boolean): Json {
  const known = suggested.byText.get(text);
  if (known !== undefined) return known.value;
  if (isScalar(old) && String(old) === text) return old;
  const isNumber = /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text) && Number.isSafeInteger(Math.trunc(Number(text)));
  return isNumeric && isNumber && String(Number(text)) === text ? Number(text) : text;
}

function useOptionLine(suggested: Suggested) {
  const format = useFormat();
  return ({ option }: { option: { value: string } }) => (
    <Group justify="space-between" wrap="nowrap" gap="md" w="100%">
      <Text span inherit truncate>
        {option.value}
      </Text>
      <Text span fz={11} c="dimmed" className="tnum">
        {format.number(suggested.byText.get(option.value)?.count)}
      </Text>
    </Group>
  );
}

function ScalarField(props: ValueProps & { label: string; isText: boolean }) {
  const { value, onChange, source, types, path, label, isText } = props;
  const { t } = useTranslation();
  const gap = useGap(path);
  const [isOpen, setOpen] = useState(false);
  const text = isScalar(value) ? String(value) : '';
  const suggested = useSuggested(source, text, isOpen);
  const line = useOptionLine(suggested);
  if (typeof value === 'boolean' && !isText)
    return (
      <Choice
        label={label}
        value={String(value)}
        options={[
          { value: 'true', label: t('common.true') },
          { value: 'false', label: t('common.false') },
        ]}
        onChange={(next) => onChange(next === 'true')}
      />
    );
  const isNumeric = !isText && (typeof value === 'number' || (types.length === 1 && types[0] === 'number'));
  return (
    <Autocomplete
      size="xs"
      aria-label={label}
      className={classes.field}
      classNames={{ input: classes.text ?? '' }}
      placeholder={t('conditions.valueHere')}
      value={text}
      maxLength={1000}
      data={suggested.texts}
      filter={({ options }) => options}
      renderOption={line}
      comboboxProps={{ width: 'max-content', position: 'bottom-start', shadow: 'md' }}
      onChange={(next) => onChange(isText ? next : scalarOf(next, suggested, value, isNumeric))}
      onFocus={() => setOpen(true)}
      {...gap}
    />
  );
}

function ListField({ value, onChange, source, types, path, label }: ValueProps & { label: string }) {
  const { t } = useTranslation();
  const gap = useGap(path);
  const [search, setSearch] = useState('');
  const [isOpen, setOpen] = useState(false);
  const suggested = useSuggested(source, search, isOpen);
  const line = useOptionLine(suggested);
  const values = Array.isArray(value) ? value.filter(isScalar) : [];
  const isNumeric = types.length === 1 && types[0] === 'number';
  const read = (text: string): Json =>
    values.find((old) => String(old) === text) ?? scalarOf(text, suggested, undefined, isNumeric);
  return (
    <TagsInput
      size="xs"
      aria-label={label}
      className={classes.field}
      classNames={{ input: classes.list ?? '' }}
      placeholder={values.length === 0 ? t('conditions.valuesHere') : ''}
      value={values.map(String)}
      onChange={(texts) => onChange(texts.map(read))}
      searchValue={search}
      onSearchChange={setSearch}
      onFocus={() => setOpen(true)}
      data={suggested.texts}
      filter={({ options }) => options}
      renderOption={line}
      splitChars={[',', ';', '\n']}
      maxTags={1000}
      acceptValueOnBlur
      comboboxProps={{ width: 'max-content', position: 'bottom-start', shadow: 'md' }}
      {...gap}
    />
  );
}

import { NumberInput, SegmentedControl, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { LiquidField } from '../../LiquidField';
import { useFaultsAt } from '../context';
import { ALIGNS, type Align } from '../model/letter';

interface WordsProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** The field of the block it is: where its faults stand. */
  at: string;
  description?: string;
  placeholder?: string;
  isLong?: boolean;
  isCode?: boolean;
  minRows?: number;
  maxLength?: number;
}

/** A text a reader sees: what is known of him can be put into it. */
export function Words({ at, minRows = 2, ...props }: WordsProps) {
  return <LiquidField {...props} minRows={minRows} faults={useFaultsAt()(at)} />;
}

interface ChoiceProps<T extends string> {
  label: string;
  value: T;
  values: readonly T[];
  textOf: (value: T) => string;
  onChange: (value: T) => void;
}

/** One of a few, all in sight. */
export function Choice<T extends string>({ label, value, values, textOf, onChange }: ChoiceProps<T>) {
  return (
    <SegmentedControl
      fullWidth
      aria-label={label}
      value={value}
      onChange={(next) => onChange(next)}
      data={values.map((each) => ({ value: each, label: textOf(each) }))}
    />
  );
}

export function AlignField({ value, onChange }: { value: Align; onChange: (value: Align) => void }) {
  const { t } = useTranslation();
  return (
    <Choice
      label={t('letters.align')}
      value={value}
      values={ALIGNS}
      textOf={(each) => t(`letters.aligns.${each}`)}
      onChange={onChange}
    />
  );
}

interface FlagProps {
  label: string;
  value: boolean | undefined;
  onChange: (value: boolean) => void;
}

export function Flag({ label, value, onChange }: FlagProps) {
  return <Switch label={label} checked={value ?? false} onChange={(event) => onChange(event.currentTarget.checked)} />;
}

interface PixelsProps {
  label: string;
  value: number | undefined;
  onChange: (value: number | undefined) => void;
  min: number;
  max: number;
  unit?: string;
  placeholder?: string;
}

export function Pixels({ label, value, onChange, min, max, placeholder, unit = ' px' }: PixelsProps) {
  return (
    <NumberInput
      label={label}
      value={value ?? ''}
      min={min}
      max={max}
      allowDecimal={false}
      allowNegative={false}
      suffix={unit}
      {...(placeholder !== undefined && { placeholder })}
      onChange={(next) => onChange(next === '' ? undefined : Math.min(max, Number(next)))}
    />
  );
}

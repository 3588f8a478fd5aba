import { ActionIcon, Button, Input, NumberInput, Text, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useBuilding, useFaultOf } from '../context';
import { MAX_OPTIONS } from '../model/edits';
import type { FieldBlock, Option } from '../model/popup';
import classes from './panels.module.css';

/** A value for a new answer that no other has. */
function freeValue(options: readonly Option[]): string {
  let n = options.length + 1;
  while (options.some(({ value }) => value === String(n))) n += 1;
  return String(n);
}

/** An answer nobody has called otherwise is called what it says: that is what the card shows. */
function named(options: readonly Option[], index: number, label: string): Partial<Option> {
  const { value = '', label: before } = options[index] ?? {};
  const isOwn = value !== '' && value !== before && !/^\d+$/.test(value);
  const isTaken = options.some((each, n) => n !== index && each.value === label.trim());
  return isOwn || isTaken || !label.trim() ? { label } : { label, value: label.trim() };
}

/** Answers to choose from, with the points each one brings. */
export function Options({ block }: { block: FieldBlock }) {
  const { t } = useTranslation();
  const { change } = useBuilding();
  const faultOf = useFaultOf();
  const options = block.options ?? [];
  const set = (index: number, patch: Partial<Option>): void =>
    change({ ...block, options: options.map((each, n) => (n === index ? { ...each, ...patch } : each)) });
  const most = options.reduce(
    (sum, { points = 0 }) => (block.type === 'choices' ? sum + points : Math.max(sum, points)),
    0,
  );
  const fault = faultOf('options');
  return (
    <div>
      <div className={classes.options}>
        <Input.Label component="div" display="block">
          {t('popups.field.options')}
        </Input.Label>
        <Input.Label component="div" display="block">
          {t('popups.field.points')}
        </Input.Label>
        <span />
        {options.map((option, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an answer's value is typed here
          <OptionLine
            key={n}
            n={n}
            option={option}
            error={faultOf(`options[${n}].label`) ?? faultOf(`options[${n}].value`)}
            onLabel={(label) => set(n, named(options, n, label))}
            onPoints={(points) => set(n, { points })}
            onRemove={() => change({ ...block, options: options.filter((_, index) => index !== n) })}
          />
        ))}
      </div>
      {fault && (
        <div className={classes.note} data-fault>
          {fault}
        </div>
      )}
      {options.length < MAX_OPTIONS && (
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={14} />}
          onClick={() => change({ ...block, options: [...options, { value: freeValue(options), label: '' }] })}
        >
          {t('popups.field.addOption')}
        </Button>
      )}
      {most > 0 && (
        <Text size="xs" c="dimmed">
          {t('popups.field.mostPoints', { count: most })}
        </Text>
      )}
    </div>
  );
}

interface OptionLineProps {
  n: number;
  option: Option;
  error: string | undefined;
  onLabel: (label: string) => void;
  onPoints: (points: number) => void;
  onRemove: () => void;
}

function OptionLine({ n, option, error, onLabel, onPoints, onRemove }: OptionLineProps) {
  const { t } = useTranslation();
  const name = t('popups.field.optionN', { n: n + 1 });
  return (
    <>
      <TextInput
        aria-label={name}
        value={option.label}
        error={error}
        maxLength={200}
        onChange={(event) => onLabel(event.currentTarget.value)}
      />
      <NumberInput
        aria-label={`${name}: ${t('popups.field.points')}`}
        hideControls
        allowDecimal={false}
        value={option.points ?? ''}
        onChange={(value) => onPoints(Number(value))}
      />
      <ActionIcon aria-label={`${name}: ${t('builder.remove')}`} onClick={onRemove}>
        <IconX size={15} />
      </ActionIcon>
    </>
  );
}

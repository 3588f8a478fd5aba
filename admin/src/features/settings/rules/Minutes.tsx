import { Group, NumberInput, Stack, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';

const WEEK_MIN = 10_080;

interface MinutesProps {
  label: string;
  description: string;
  /** null: never. */
  value: number | null;
  /** What stands there when it is switched on. */
  usual: number;
  largest?: number;
  isDisabled: boolean;
  onChange: (value: number | null) => void;
}

/** Something that happens after so many minutes, or never. */
export function Minutes({ label, description, value, usual, largest = WEEK_MIN, isDisabled, onChange }: MinutesProps) {
  const { t } = useTranslation();
  return (
    <Stack gap={6}>
      <Switch
        label={label}
        description={description}
        checked={value !== null}
        disabled={isDisabled}
        onChange={(event) => onChange(event.currentTarget.checked ? usual : null)}
      />
      {value !== null && (
        <Group gap={8} pl={50}>
          <NumberInput
            w={110}
            aria-label={`${label}: ${t('rules.minutes')}`}
            suffix={` ${t('rules.min')}`}
            value={value}
            min={1}
            max={largest}
            allowDecimal={false}
            allowNegative={false}
            clampBehavior="strict"
            disabled={isDisabled}
            onChange={(next) => onChange(Number(next) || usual)}
          />
        </Group>
      )}
    </Stack>
  );
}

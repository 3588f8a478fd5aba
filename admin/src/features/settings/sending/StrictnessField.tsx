import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { presetOf, STRICTNESS, type Strictness } from './presets';

interface StrictnessFieldProps<T extends object> {
  presets: Record<Strictness, T>;
  /** The values as they are: a preset, or somebody's own. */
  value: T;
  /** What the preset in the middle is called. */
  usual: string;
  onChoose: (preset: T) => void;
}

/** How strict a rule is, by presets; values that are none of them are "own". */
export function StrictnessField<T extends object>({ presets, value, usual, onChoose }: StrictnessFieldProps<T>) {
  const { t } = useTranslation();
  const preset = presetOf(presets, value);
  const choices = [...STRICTNESS, ...(preset === 'own' ? (['own'] as const) : [])];
  return (
    <Select
      w={260}
      allowDeselect={false}
      label={t('sending.rules.preset')}
      value={preset}
      data={choices.map((each) => ({
        value: each,
        label: each === 'usual' ? usual : t(`sending.rules.strictness.${each}`),
      }))}
      onChange={(chosen) => chosen && chosen !== 'own' && onChoose(presets[chosen])}
    />
  );
}

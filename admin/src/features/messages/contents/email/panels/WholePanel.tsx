import { Divider, Select, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { SliderField, Swatches, ThemeColor } from '../../../builder/panels/theme';
import { useFaultOf, useWriting } from '../context';
import { setTheme } from '../model/edits';
import { FONTS, type Theme } from '../model/letter';
import { Flag } from './fields';
import { TextPart } from './TextPart';

const COLOURS = ['accent', 'background', 'ground', 'ink'] as const;
const THEMES: { key: 'indigo' | 'sea' | 'leaf' | 'amber' | 'rose' | 'coal'; accent: string; background: string }[] = [
  { key: 'indigo', accent: '#4653c9', background: '#eef0f8' },
  { key: 'sea', accent: '#0f766e', background: '#edf4f2' },
  { key: 'leaf', accent: '#15803d', background: '#eef5ef' },
  { key: 'amber', accent: '#b45309', background: '#f8f2e8' },
  { key: 'rose', accent: '#be185d', background: '#f9eff4' },
  { key: 'coal', accent: '#1f2937', background: '#f1f2f4' },
];

/** The letter as a whole: its colours, its font, its width, its text for those who read without HTML. */
export function WholePanel() {
  const { t } = useTranslation();
  const { design, edit } = useWriting();
  const faultOf = useFaultOf();
  const { theme } = design;
  const set = (patch: Partial<Theme>, of?: string): void => edit((now) => setTheme(now, patch), of);
  return (
    <Stack gap="sm">
      <Text fw={600}>{t('letters.whole')}</Text>
      <Swatches
        swatches={THEMES.map(({ key, ...colours }) => ({
          name: t(`letters.theme.themes.${key}`),
          ...colours,
          onChoose: () => set(colours),
        }))}
      />
      {COLOURS.map((name) => (
        <ThemeColor
          key={name}
          label={t(`letters.theme.${name}`)}
          value={theme[name]}
          error={faultOf(`theme.${name}`)}
          onChange={(colour) => set({ [name]: colour }, name)}
        />
      ))}
      <Select
        label={t('letters.theme.font')}
        allowDeselect={false}
        value={theme.font}
        data={FONTS.map((value) => ({ value, label: t(`letters.theme.fonts.${value}`) }))}
        onChange={(font) => font && set({ font })}
      />
      <SliderField
        label={t('letters.theme.radius')}
        min={0}
        max={32}
        value={theme.radius}
        onChange={(radius) => set({ radius }, 'radius')}
      />
      <SliderField
        label={t('letters.theme.width')}
        min={480}
        max={720}
        step={20}
        value={theme.width}
        onChange={(width) => set({ width }, 'width')}
      />
      <Flag label={t('letters.theme.dark')} value={theme.is_dark} onChange={(is_dark) => set({ is_dark })} />
      <Select
        label={t('letters.language')}
        description={t('letters.languageText')}
        allowDeselect={false}
        value={design.language ?? ''}
        data={[
          { value: '', label: '—' },
          { value: 'ru', label: 'Русский' },
          { value: 'en', label: 'English' },
        ]}
        onChange={(value) =>
          edit(({ language: _language, ...now }) =>
            value === 'ru' || value === 'en' ? { ...now, language: value } : now,
          )
        }
      />
      <Divider />
      <TextPart />
    </Stack>
  );
}

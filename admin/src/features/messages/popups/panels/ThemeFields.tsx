import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { SliderField, Swatches, ThemeColor } from '../../builder/panels/theme';
import { useBuilding, useFaultOf } from '../context';
import { AA, AA_SHAPE, contrast, readableOn } from '../model/contrast';
import { setTheme } from '../model/edits';
import type { Theme } from '../model/popup';
import { THEMES } from '../model/themes';

const COLOURS = ['accent', 'background', 'ink'] as const;
const ROUNDEST = 32;

/** Colours that can be read, corners and letters. */
export function ThemeFields() {
  const { t } = useTranslation();
  const { popup, edit } = useBuilding();
  const faultOf = useFaultOf();
  const { theme } = popup;
  const set = (patch: Partial<Theme>, of?: string): void => edit((now) => setTheme(now, patch), of);
  return (
    <Stack gap="sm">
      <Swatches
        swatches={THEMES.map(({ key, colours }) => ({
          name: t(`popups.theme.themes.${key}`),
          ...colours,
          onChoose: () => set(colours),
        }))}
      />
      {COLOURS.map((name) => (
        <ThemeColor
          key={name}
          label={t(`popups.theme.${name}`)}
          value={theme[name]}
          error={faultOf(`theme.${name}`)}
          onChange={(colour) => set({ [name]: colour }, name)}
        />
      ))}
      <Readable name="ink" least={AA} />
      <Readable name="accent" least={AA_SHAPE} />
      <SliderField
        label={t('popups.theme.radius')}
        min={0}
        max={ROUNDEST}
        value={theme.radius}
        onChange={(radius) => set({ radius }, 'radius')}
      />
      <Select
        label={t('popups.theme.font')}
        allowDeselect={false}
        value={theme.font}
        data={(['system', 'page'] as const).map((value) => ({ value, label: t(`popups.theme.fonts.${value}`) }))}
        onChange={(font) => font && set({ font })}
      />
    </Stack>
  );
}

/** Whether a colour can be told from the ground, and one press that makes it so. */
function Readable({ name, least }: { name: 'ink' | 'accent'; least: number }) {
  const { t } = useTranslation();
  const { popup, edit } = useBuilding();
  const { theme } = popup;
  const ratio = contrast(theme[name], theme.background);
  if (ratio === null) return null;
  const isFine = ratio >= least;
  const better = isFine ? null : readableOn(theme[name], theme.background, least);
  const figure = ratio.toFixed(1);
  return (
    <Group gap={6} wrap="nowrap" align="flex-start">
      {isFine ? (
        <IconCheck size={15} color="var(--mantine-color-teal-6)" aria-hidden style={{ flex: 'none' }} />
      ) : (
        <IconAlertTriangle size={15} color="var(--mantine-color-orange-6)" aria-hidden style={{ flex: 'none' }} />
      )}
      <div>
        <Text size="xs" {...(isFine && { c: 'dimmed' })}>
          {t(`popups.theme.${isFine ? 'fine' : 'poor'}.${name}`, { ratio: figure })}
        </Text>
        {better && (
          <Button variant="subtle" size="compact-xs" onClick={() => edit((now) => setTheme(now, { [name]: better }))}>
            {t('popups.theme.mend')}
          </Button>
        )}
      </div>
    </Group>
  );
}

import { NumberInput, SegmentedControl, Select, SimpleGrid, Stack, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ColorField } from '@/components/ui/ColorField';
import { Section } from '@/components/ui/Section';
import type { ChatSettings } from '../api/chat';
import type { PartProps } from './part';

const SWATCHES = ['#2f6fed', '#0f766e', '#15803d', '#7c3aed', '#be185d', '#c2410c', '#facc15', '#111827'];
const HEX = /^#[\da-f]{6}$/i;
const MAX_OFFSET = 400;

/** Whether there is a chat, and how its button stands on the page. */
export function Look({ settings, change, isDisabled }: PartProps) {
  const { t } = useTranslation();
  const offset = (name: 'offset_x' | 'offset_y') => ({
    value: settings[name],
    min: 0,
    max: MAX_OFFSET,
    allowDecimal: false,
    clampBehavior: 'strict' as const,
    disabled: isDisabled,
    onChange: (value: string | number) => change({ [name]: Number(value) || 0 }),
  });
  return (
    <Section title={t('chat.look.title')}>
      <Stack gap="md">
        <Switch
          label={t('chat.look.isOn')}
          description={t('chat.look.isOnText')}
          checked={settings.is_on}
          disabled={isDisabled}
          onChange={(event) => change({ is_on: event.currentTarget.checked })}
        />
        <Switch
          label={t('chat.look.hides')}
          description={t('chat.look.hidesText')}
          checked={settings.hides_launcher}
          disabled={isDisabled}
          onChange={(event) => change({ hides_launcher: event.currentTarget.checked })}
        />
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <ColorField
            label={t('chat.look.color')}
            description={t('chat.look.colorText')}
            value={settings.color}
            swatches={SWATCHES}
            format="hex"
            disabled={isDisabled}
            onChange={(color) => HEX.test(color) && change({ color })}
          />
          <Select
            label={t('chat.look.language')}
            description={t('chat.look.languageText')}
            allowDeselect={false}
            value={settings.language}
            disabled={isDisabled}
            data={(['auto', 'ru', 'en'] as const).map((value) => ({ value, label: t(`chat.look.languages.${value}`) }))}
            onChange={(value) => change({ language: value as ChatSettings['language'] })}
          />
        </SimpleGrid>
        <SegmentedControl
          aria-label={t('chat.look.position')}
          value={settings.position}
          disabled={isDisabled}
          data={(['left', 'right'] as const).map((value) => ({ value, label: t(`chat.look.${value}`) }))}
          onChange={(value) => change({ position: value })}
          style={{ alignSelf: 'flex-start' }}
        />
        <SimpleGrid cols={2}>
          <NumberInput label={t('chat.look.offsetX')} {...offset('offset_x')} />
          <NumberInput label={t('chat.look.offsetY')} {...offset('offset_y')} />
        </SimpleGrid>
      </Stack>
    </Section>
  );
}

import { Group, NumberInput, Stack, Switch, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { ChannelChoice } from './ChannelChoice';
import type { PartProps } from './part';

const MOST_SPREAD = 120;
const clock = (text: string): string => text.slice(0, 5);

/** When messages wait for the morning of each person. */
export function Quiet({ settings: { quiet }, change }: PartProps) {
  const { t } = useTranslation();
  const set = (patch: Partial<typeof quiet>): void => change({ quiet: { ...quiet, ...patch } });
  return (
    <Section title={t('messages.settings.quiet')} text={t('messages.settings.quietText')}>
      <Stack gap="md">
        <Switch
          label={t('messages.settings.quietOn')}
          checked={quiet.is_on}
          onChange={(event) => set({ is_on: event.currentTarget.checked })}
        />
        {quiet.is_on && (
          <>
            <Group gap="sm" align="flex-end">
              <TextInput
                type="time"
                label={t('messages.hours.from')}
                value={clock(quiet.start)}
                onChange={(event) => event.currentTarget.value && set({ start: event.currentTarget.value })}
              />
              <TextInput
                type="time"
                label={t('messages.hours.to')}
                value={clock(quiet.end)}
                onChange={(event) => event.currentTarget.value && set({ end: event.currentTarget.value })}
              />
              <NumberInput
                w={260}
                label={t('messages.settings.spread')}
                suffix={` ${t('messages.settings.minutes')}`}
                min={0}
                max={MOST_SPREAD}
                allowDecimal={false}
                clampBehavior="strict"
                value={quiet.spread_minutes}
                onChange={(next) => set({ spread_minutes: Number(next) || 0 })}
              />
            </Group>
            <ChannelChoice
              label={t('messages.settings.quietChannels')}
              none={t('messages.settings.ringing')}
              value={quiet.channels ?? []}
              onChange={(channels) => set({ channels: channels.length > 0 ? channels : null })}
            />
          </>
        )}
      </Stack>
    </Section>
  );
}

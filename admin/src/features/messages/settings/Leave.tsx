import { NumberInput, Stack, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { ChannelChoice } from './ChannelChoice';
import type { PartProps } from './part';

const MOST_CONTROL = 50;
const MOST_GUARD = 86_400;
const MOST_GAP = 3_600;

/** Where silence is no leave. */
export function Consent({ settings, change }: PartProps) {
  const { t } = useTranslation();
  return (
    <Section title={t('messages.settings.consent')} text={t('messages.settings.consentText')}>
      <ChannelChoice
        label={t('messages.settings.consentChannels')}
        none={t('messages.settings.nowhere')}
        value={settings.consent_channels}
        onChange={(consent_channels) => change({ consent_channels })}
      />
    </Section>
  );
}

/** How popups keep out of each other's way. */
export function Popups({ settings: { popups }, change }: PartProps) {
  const { t } = useTranslation();
  if (!popups) return null;
  const set = (patch: Partial<typeof popups>): void => change({ popups: { ...popups, ...patch } });
  return (
    <Section title={t('messages.settings.popups')} text={t('messages.settings.popupsText')}>
      <Stack gap="md">
        <Switch
          label={t('messages.settings.onePopup')}
          checked={popups.per_session !== null}
          onChange={(event) => set({ per_session: event.currentTarget.checked ? 1 : null })}
        />
        <NumberInput
          w={260}
          label={t('messages.settings.gap')}
          suffix={` ${t('messages.settings.seconds')}`}
          min={0}
          max={MOST_GAP}
          allowDecimal={false}
          clampBehavior="strict"
          value={popups.gap_seconds}
          onChange={(next) => set({ gap_seconds: Number(next) || 0 })}
        />
      </Stack>
    </Section>
  );
}

/** Who gets nothing at all, and how far apart messages keep that messages began. */
export function Control({ settings, change }: PartProps) {
  const { t } = useTranslation();
  return (
    <>
      <Section title={t('messages.settings.control')} text={t('messages.settings.controlText')}>
        <NumberInput
          w={260}
          label={t('messages.settings.controlShare')}
          suffix=" %"
          min={0}
          max={MOST_CONTROL}
          decimalScale={1}
          clampBehavior="strict"
          value={settings.global_control_percent}
          onChange={(next) => change({ global_control_percent: Number(next) || 0 })}
        />
      </Section>
      <Section title={t('messages.settings.loop')} text={t('messages.settings.loopText')}>
        <NumberInput
          w={260}
          label={t('messages.settings.loopGap')}
          suffix={` ${t('messages.settings.seconds')}`}
          min={0}
          max={MOST_GUARD}
          allowDecimal={false}
          clampBehavior="strict"
          value={settings.loop_guard_seconds}
          onChange={(next) => change({ loop_guard_seconds: Number(next) || 0 })}
        />
      </Section>
    </>
  );
}

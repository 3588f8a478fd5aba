import { Group, NumberInput, Stack, Switch, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import type { ReputationRule } from '../api/sending';
import type { PartProps } from './part';
import { REPUTATIONS } from './presets';
import { StrictnessField } from './StrictnessField';

const SHARES = [
  ['complaints', 'slow_complaints', 'pause_complaints'],
  ['bounces', 'slow_bounces', 'pause_bounces'],
] as const;

/** When a message is slowed or paused because its letters are taken badly. */
export function Reputation({ settings: { reputation }, change }: PartProps) {
  const { t } = useTranslation();
  const set = (patch: Partial<ReputationRule>): void => change({ reputation: { ...reputation, ...patch } });
  const { is_on, ...values } = reputation;
  return (
    <Section title={t('sending.rules.reputation')} text={t('sending.rules.reputationText')}>
      <Stack gap="md">
        <Switch
          label={t('sending.rules.isOn')}
          checked={is_on}
          onChange={(event) => set({ is_on: event.currentTarget.checked })}
        />
        {is_on && (
          <>
            <StrictnessField
              presets={REPUTATIONS}
              value={values}
              usual={t('sending.rules.strictness.usual')}
              onChoose={set}
            />
            {SHARES.map(([what, slow, pause]) => (
              <Group key={what} gap="sm" align="flex-end">
                <Text size="sm" fw={500} w={110} pb={7}>
                  {t(`sending.rules.${what}`)}
                </Text>
                <Share
                  label={t('sending.rules.slowAt')}
                  of={t(`sending.rules.${what}`)}
                  value={reputation[slow]}
                  onSet={(next) => set({ [slow]: next })}
                />
                <Share
                  label={t('sending.rules.pauseAt')}
                  of={t(`sending.rules.${what}`)}
                  value={reputation[pause]}
                  onSet={(next) => set({ [pause]: next })}
                />
              </Group>
            ))}
            <Group gap="sm" align="flex-end">
              <NumberInput
                w={260}
                label={t('sending.rules.least')}
                min={10}
                max={1_000_000}
                allowDecimal={false}
                value={reputation.least}
                onChange={(next) => set({ least: Math.max(10, Number(next) || 10) })}
              />
              <NumberInput
                w={260}
                label={t('sending.rules.slowPace')}
                min={1}
                max={100_000}
                allowDecimal={false}
                clampBehavior="strict"
                value={reputation.slow_per_minute}
                onChange={(next) => set({ slow_per_minute: Number(next) || 1 })}
              />
            </Group>
            <Text size="xs" c="dimmed">
              {t('sending.rules.sources')}
            </Text>
          </>
        )}
      </Stack>
    </Section>
  );
}

interface ShareProps {
  label: string;
  of: string;
  value: number;
  onSet: (value: number) => void;
}

function Share({ label, of, value, onSet }: ShareProps) {
  return (
    <NumberInput
      w={150}
      label={label}
      aria-label={`${of}: ${label}`}
      min={0.01}
      max={100}
      step={0.05}
      decimalScale={2}
      value={value}
      onChange={(next) => onSet(Math.max(0.01, Number(next) || 0.01))}
    />
  );
}

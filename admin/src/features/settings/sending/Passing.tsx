import { Group, NumberInput, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import type { PassingRule } from '../api/sending';
import type { PartProps } from './part';
import { PASSINGS } from './presets';
import { StrictnessField } from './StrictnessField';

/** When a mailbox that fails again and again gets nothing promotional any more. */
export function Passing({ settings: { passing }, change }: PartProps) {
  const { t } = useTranslation();
  const set = (patch: Partial<PassingRule>): void => change({ passing: { ...passing, ...patch } });
  const field = (name: keyof PassingRule, label: string, max: number) => (
    <NumberInput
      w={180}
      label={label}
      min={1}
      max={max}
      allowDecimal={false}
      clampBehavior="strict"
      value={passing[name]}
      onChange={(next) => set({ [name]: Number(next) || 1 })}
    />
  );
  return (
    <Section title={t('sending.rules.passing')} text={t('sending.rules.passingText')}>
      <Stack gap="md">
        <Group gap="sm" align="flex-end">
          <StrictnessField presets={PASSINGS} value={passing} usual={t('sending.rules.usual')} onChoose={set} />
          {field('count', t('sending.rules.count'), 100)}
          {field('days', t('sending.rules.onDays'), 30)}
          {field('within_days', t('sending.rules.within'), 365)}
        </Group>
        <Text size="xs" c="dimmed">
          {t('sending.rules.mailboxText')}
        </Text>
      </Stack>
    </Section>
  );
}

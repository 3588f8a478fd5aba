import { ActionIcon, Button, Group, NumberInput, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { useFormat } from '@/lib/format';
import type { WarmUp } from '../api/sending';
import type { PartProps } from './part';
import { planOf, presetOf, TEMPOS, WARMUPS } from './presets';
import classes from './sending.module.css';

const MOST = 20;
const SHOWN = 8;
const DAY_CHARS = 10;

/** Young domains of senders, each with how quickly it may grow. */
export function WarmUps({ settings: { warmups }, change }: PartProps) {
  const { t } = useTranslation();
  const set = (index: number, patch: Partial<WarmUp>): void =>
    change({ warmups: warmups.map((each, at) => (at === index ? { ...each, ...patch } : each)) });
  const today = new Date().toISOString().slice(0, DAY_CHARS);
  return (
    <Section title={t('sending.rules.warmups')} text={t('sending.rules.warmupsText')}>
      <Stack gap="lg">
        {warmups.map((warmup, index) => (
          <Fields
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is known by its place while its domain is typed
            key={index}
            warmup={warmup}
            set={(patch) => set(index, patch)}
            onRemove={() => change({ warmups: warmups.filter((_, at) => at !== index) })}
          />
        ))}
        {warmups.length < MOST && (
          <Button
            variant="default"
            size="compact-md"
            w="fit-content"
            leftSection={<IconPlus size={14} />}
            onClick={() =>
              change({ warmups: [...warmups, { domain: '', started_on: today, ...WARMUPS.usual, most: 100_000 }] })
            }
          >
            {t('sending.rules.addWarmup')}
          </Button>
        )}
      </Stack>
    </Section>
  );
}

interface FieldsProps {
  warmup: WarmUp;
  set: (patch: Partial<WarmUp>) => void;
  onRemove: () => void;
}

function Fields({ warmup, set, onRemove }: FieldsProps) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const plan = planOf(warmup);
  const tempo = presetOf(WARMUPS, warmup);
  return (
    <div>
      <div className={classes.rule}>
        <TextInput
          label={t('sending.rules.ownDomain')}
          placeholder="news.example.com"
          value={warmup.domain}
          required
          withAsterisk={false}
          pattern="[A-Za-z0-9\-]+(\.[A-Za-z0-9\-]+)+"
          style={{ flex: '1 1 180px', maxWidth: 300 }}
          onChange={(event) => set({ domain: event.currentTarget.value.trim().toLowerCase() })}
        />
        <TextInput
          type="date"
          w={150}
          label={t('sending.rules.startedOn')}
          value={warmup.started_on}
          required
          withAsterisk={false}
          onChange={(event) => event.currentTarget.value && set({ started_on: event.currentTarget.value })}
        />
        <Select
          w={150}
          allowDeselect={false}
          label={t('sending.rules.warmupPreset')}
          value={tempo}
          data={[...TEMPOS, ...(tempo === 'own' ? (['own'] as const) : [])].map((value) => ({
            value,
            label: t(`sending.rules.tempo.${value}`),
          }))}
          onChange={(value) => value && value !== 'own' && set(WARMUPS[value])}
        />
        <ActionIcon mb={4} aria-label={t('sending.rules.removeWarmup')} onClick={onRemove}>
          <IconX size={16} />
        </ActionIcon>
      </div>
      <Group gap={8} mt={8} align="flex-end">
        <NumberInput
          w={170}
          label={t('sending.rules.first')}
          min={1}
          max={1_000_000}
          allowDecimal={false}
          clampBehavior="strict"
          value={warmup.first}
          onChange={(next) => set({ first: Number(next) || 1 })}
        />
        <NumberInput
          w={190}
          label={t('sending.rules.growth')}
          min={1.01}
          max={10}
          step={0.1}
          decimalScale={2}
          value={warmup.growth}
          onChange={(next) => set({ growth: Math.max(1.01, Number(next) || 1.5) })}
        />
        <NumberInput
          w={280}
          label={t('sending.rules.most')}
          min={1}
          max={100_000_000}
          allowDecimal={false}
          clampBehavior="strict"
          thousandSeparator=" "
          value={warmup.most}
          onChange={(next) => set({ most: Number(next) || 1 })}
        />
      </Group>
      {plan.length > 0 && (
        <Text size="xs" c="dimmed" mt={6}>
          {t('sending.rules.warmupPlan', {
            days: plan
              .slice(0, SHOWN)
              .map((each) => number(each))
              .join(', '),
            count: plan.length,
          })}
        </Text>
      )}
    </div>
  );
}

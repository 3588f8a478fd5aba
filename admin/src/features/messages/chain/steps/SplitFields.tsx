import { ActionIcon, Button, Group, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { FaultsAt } from '../../parts/faults';
import type { Arm } from '../graph/model';
import type { StepProps } from './StepEditor';

const MOST = 10;
const FEWEST = 2;
const LETTERS = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J'];

/** A name that no arm has yet. */
function nextName(arms: readonly Arm[]): string {
  return LETTERS.find((letter) => !arms.some((arm) => arm.arm === letter)) ?? String(arms.length + 1);
}

/** The ways of a test and how many go each; a person goes the same way for ever. */
export function SplitFields({ step, onChange, path }: StepProps) {
  const { t } = useTranslation();
  const arms = step.split ?? [];
  const total = arms.reduce((sum, arm) => sum + (arm.weight ?? 1), 0);
  const set = (split: Arm[]): void => onChange({ ...step, split });
  const change = (index: number, patch: Partial<Arm>): void =>
    set(arms.map((arm, at) => (at === index ? { ...arm, ...patch } : arm)));
  return (
    <Stack gap="xs">
      {arms.map((arm, index) => (
        // An arm is its place: its name changes while it is typed.
        <Group key={index} gap="xs" wrap="nowrap" align="flex-end">
          <TextInput
            style={{ flex: 1 }}
            size="sm"
            label={index === 0 ? t('chain.split.arm') : undefined}
            aria-label={t('chain.split.arm')}
            value={arm.arm}
            maxLength={60}
            onChange={(event) => change(index, { arm: event.currentTarget.value })}
          />
          <NumberInput
            w={84}
            size="sm"
            label={index === 0 ? t('chain.split.weight') : undefined}
            aria-label={t('chain.split.weightOf', { arm: arm.arm })}
            min={0}
            max={10_000}
            allowDecimal={false}
            allowNegative={false}
            value={arm.weight ?? 1}
            onChange={(weight) => change(index, { weight: Number(weight) || 0 })}
          />
          <Text size="sm" c="dimmed" w={44} ta="right" pb={8}>
            {total > 0 ? `${Math.round((100 * (arm.weight ?? 1)) / total)} %` : '—'}
          </Text>
          <ActionIcon
            variant="subtle"
            color="gray"
            mb={4}
            disabled={arms.length <= FEWEST}
            aria-label={t('chain.split.remove', { arm: arm.arm })}
            onClick={() => set(arms.filter((_, at) => at !== index))}
          >
            <IconTrash size={15} />
          </ActionIcon>
        </Group>
      ))}
      <FaultsAt path={`${path}.split`} />
      {arms.length < MOST && (
        <Button
          variant="subtle"
          size="compact-sm"
          w="fit-content"
          leftSection={<IconPlus size={14} />}
          onClick={() => set([...arms, { arm: nextName(arms), weight: 1, next: null }])}
        >
          {t('chain.split.add')}
        </Button>
      )}
      <Text size="xs" c="dimmed">
        {t('chain.split.text')}
      </Text>
    </Stack>
  );
}

import { ActionIcon, Button, Group, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import type { Level, Scoring } from '@/lib/api/scoring';
import { useCan } from '@/lib/session';

const MAX_LEVELS = 10;
const MAX_BOUND = 1_000_000;

interface LevelsProps {
  scoring: Scoring;
  onChange: (patch: Partial<Scoring>) => void;
}

/** Scores that are told when they are reached, and how far a score goes. */
export function Levels({ scoring, onChange }: LevelsProps) {
  const { t } = useTranslation();
  const canWrite = useCan('segments_write');
  const { levels } = scoring;
  const write = (index: number, patch: Partial<Level>): void =>
    onChange({ levels: levels.map((level, at) => (at === index ? { ...level, ...patch } : level)) });
  const add = (): void => {
    const at = Math.max(0, ...levels.map((level) => level.at)) + 25;
    onChange({ levels: [...levels, { name: t('scoring.levelNumber', { number: levels.length + 1 }), at }] });
  };
  return (
    <Section
      title={t('scoring.levels')}
      text={t('scoring.levelsText')}
      actions={
        canWrite &&
        levels.length < MAX_LEVELS && (
          <Button variant="default" leftSection={<IconPlus size={16} />} onClick={add}>
            {t('scoring.addLevel')}
          </Button>
        )
      }
    >
      <Stack gap="xs">
        {levels.map((level, index) => (
          <Group key={index} gap="xs" wrap="nowrap">
            <TextInput
              aria-label={t('scoring.levelName', { number: index + 1 })}
              value={level.name}
              readOnly={!canWrite}
              maxLength={200}
              onChange={(event) => write(index, { name: event.currentTarget.value })}
              style={{ flex: 1 }}
            />
            <Text span size="sm" c="dimmed">
              {t('scoring.from')}
            </Text>
            <NumberInput
              aria-label={t('scoring.levelAt', { number: index + 1 })}
              w={96}
              readOnly={!canWrite}
              min={-MAX_BOUND}
              max={MAX_BOUND}
              allowDecimal={false}
              value={level.at}
              onChange={(at) => write(index, { at: Number(at) || 0 })}
            />
            {canWrite && (
              <ActionIcon
                aria-label={t('scoring.removeLevel', { name: level.name })}
                onClick={() => onChange({ levels: levels.filter((_, at) => at !== index) })}
              >
                <IconTrash size={16} stroke={1.7} />
              </ActionIcon>
            )}
          </Group>
        ))}
        <Group mt="xs" gap="md">
          {(['lowest', 'highest'] as const).map((bound) => (
            <NumberInput
              key={bound}
              label={t(`scoring.bound.${bound}`)}
              placeholder={t('scoring.noBound')}
              w={170}
              readOnly={!canWrite}
              min={-MAX_BOUND}
              max={MAX_BOUND}
              allowDecimal={false}
              value={scoring[bound] ?? ''}
              onChange={(next) => onChange({ [bound]: next === '' ? null : Number(next) })}
            />
          ))}
        </Group>
      </Stack>
    </Section>
  );
}

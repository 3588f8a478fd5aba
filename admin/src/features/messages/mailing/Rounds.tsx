import { Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Moment } from '@/components/ui/Moment';
import { useFormat } from '@/lib/format';
import type { Round } from './api';
import classes from './mailing.module.css';

const SHOWN = 8;

/** When it went out, and when again; the only round of a mailing needs no list. */
export function Rounds({ rounds }: { rounds: readonly Round[] }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  if (rounds.length === 0 || (rounds.length === 1 && rounds[0]?.kind === 'mailing')) return null;
  return (
    <ul className={classes.rounds} aria-label={t('mailing.rounds')}>
      {rounds.slice(0, SHOWN).map((round) => (
        <li key={round.id}>
          <Group justify="space-between" wrap="nowrap" gap="sm">
            <Text size="sm" truncate>
              {t(`mailing.round.${round.kind}`)}
              <Text span inherit c="dimmed">
                {' · '}
                <Moment at={round.starts_at} as="moment" />
              </Text>
            </Text>
            <Text size="sm" c="dimmed" className="tnum" style={{ whiteSpace: 'nowrap' }}>
              {round.state === 'waiting'
                ? t('mailing.phase.scheduled')
                : t('common.people', { count: round.total, formatted: number(round.total) })}
            </Text>
          </Group>
        </li>
      ))}
    </ul>
  );
}

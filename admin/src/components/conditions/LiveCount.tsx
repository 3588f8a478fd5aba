import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Moment } from '@/components/ui/Moment';
import { PersonAvatar } from '@/components/ui/PersonAvatar';
import { useErrorText } from '@/components/ui/states';
import { everybodyQuery, sampleQuery, wordsQuery } from '@/lib/conditions/api';
import type { Condition } from '@/lib/conditions/language';
import { useFormat } from '@/lib/format';
import { personTitle } from '@/lib/person';
import classes from './LiveCount.module.css';
import type { Count } from './useCount';

interface CountProps {
  count: Count;
  gaps: number;
  isEmpty: boolean;
}

/** The exact number of people, and what share of all they are. */
export function LiveCount({ count, gaps, isEmpty }: CountProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const textOf = useErrorText();
  const everybody = useQuery(everybodyQuery);
  if (isEmpty) return <Note text={t('conditions.nothingAsked')} />;
  if (gaps > 0) return <Note text={t('conditions.unfinished', { count: gaps })} />;
  if (count.error && !count.isOld) {
    return (
      <Stack gap={6} align="flex-start" role="alert">
        <Text size="sm" c="red">
          {textOf(count.error)}
        </Text>
        {count.faults.length === 0 && (
          <Button size="compact-sm" variant="default" onClick={count.retry}>
            {t('common.retry')}
          </Button>
        )}
      </Stack>
    );
  }
  if (count.count === undefined) return <Skeleton height={34} width={120} my={4} />;
  const share = everybody.data ? count.count / everybody.data : undefined;
  return (
    <div className={classes.figure} data-old={count.isOld || undefined} aria-live="polite" aria-busy={count.isOld}>
      <span className={classes.total}>{format.number(count.count)}</span>{' '}
      <Text span size="sm" c="dimmed">
        {t('conditions.peopleWord', { count: count.count })}
        {share !== undefined && ` · ${t('conditions.share', { share: percent(format.locale, share) })}`}
      </Text>
    </div>
  );
}

function Note({ text }: { text: string }) {
  return (
    <Text size="sm" c="dimmed" className={classes.note}>
      {text}
    </Text>
  );
}

/** Small shares keep their digits: a few people of many are not nobody. */
function percent(locale: string, share: number): string {
  const options = { style: 'percent', maximumSignificantDigits: share < 0.1 ? 2 : 3 } as const;
  return new Intl.NumberFormat(locale, options).format(Math.min(share, 1));
}

/** The condition as one sentence. */
export function ConditionWords({ filter }: { filter: Condition | null }) {
  const { i18n } = useTranslation();
  const words = useQuery(wordsQuery(filter));
  if (filter === null || words.data === undefined) return null;
  const text = i18n.language === 'ru' ? words.data.ru : words.data.en;
  return (
    <Text size="sm" className={classes.words}>
      {text}
    </Text>
  );
}

/** A few of the people, with the way to their cards. */
export function PeopleSample({ filter, asOf = '' }: { filter: Condition | null; asOf?: string }) {
  const { t } = useTranslation();
  const sample = useQuery(sampleQuery(filter, asOf));
  if (filter === null || sample.error) return null;
  if (sample.data === undefined) return <Skeleton height={120} />;
  if (sample.data.items.length === 0) return <Note text={t('conditions.nobody')} />;
  return (
    <ul className={classes.sample}>
      {sample.data.items.map((person) => (
        <li key={person.id}>
          <Link to={`/people/${person.id}`} className={classes.person}>
            <PersonAvatar id={person.id} name={person.name ?? person.email} isOnline={person.is_online} size={24} />
            <Text span inherit truncate fw={500}>
              {personTitle(t, person)}
            </Text>
            <Group ml="auto" wrap="nowrap">
              <Text span fz={12} c="dimmed">
                <Moment at={person.last_seen} />
              </Text>
            </Group>
          </Link>
        </li>
      ))}
    </ul>
  );
}

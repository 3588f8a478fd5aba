import { Select, Skeleton, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import i18next, { type TFunction } from 'i18next';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { Failure } from '@/components/ui/states';
import { useFormat } from '@/lib/format';
import { useNow } from '@/lib/now';
import { useTopicNames } from '@/lib/topics';
import { useUrlState } from '@/lib/urlState';
import { Bars } from '../parts/Bars';
import { daysOf as periodOf } from '../report/useAsked';
import { type Audience, subscribersQuery } from './api';
import { daysOf, totalsOf } from './totals';

const PERIODS = ['28', '90', '365'] as const;
const USUAL = '28';
const MOST_BARS = 45;

/** Who may be written to, channel by channel, and how they come and go. */
export function Subscribers() {
  const { t } = useTranslation();
  const { zone } = useFormat();
  const now = useNow();
  const [values, change] = useUrlState(['period'] as const);
  const period = PERIODS.find((known) => known === values.period) ?? USUAL;
  const { from = '', to = '' } = periodOf(period, zone, now);
  const query = useQuery(subscribersQuery(from, to));
  return (
    <Section
      title={t('results.subscribers')}
      text={t('results.subscribersText')}
      flush
      actions={
        <Select
          w={150}
          size="xs"
          allowDeselect={false}
          aria-label={t('results.period')}
          value={period}
          data={PERIODS.map((days) => ({ value: days, label: t('results.days', { count: Number(days) }) }))}
          onChange={(next) => change({ period: next === USUAL ? null : next })}
        />
      }
    >
      {query.error && !query.data ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : query.data === undefined ? (
        <div style={{ padding: '0 16px 16px' }}>
          <Skeleton height={120} />
        </div>
      ) : query.data.length === 0 ? (
        <Text size="sm" c="dimmed" px="md" pb="md">
          {t('results.nobody')}
        </Text>
      ) : (
        <Listed audiences={query.data} days={daysOf(from, to)} />
      )}
    </Section>
  );
}

function Listed({ audiences, days }: { audiences: readonly Audience[]; days: readonly string[] }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const topics = useTopicNames();
  return (
    <Table.ScrollContainer scrollAreaProps={{ viewportProps: { tabIndex: 0 } }} minWidth={320}>
      <Table aria-label={t('results.subscribers')} verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('results.channel')}</Table.Th>
            <Table.Th ta="right">{t('results.now')}</Table.Th>
            <Table.Th ta="right">{t('results.came')}</Table.Th>
            <Table.Th ta="right">{t('results.left')}</Table.Th>
            <Table.Th w="40%" visibleFrom="sm">
              {t('results.course')}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {audiences.map((audience) => (
            <Fragment key={`${audience.channel}/${audience.topic}`}>
              <Table.Tr>
                <Table.Td>{nameOf(t, audience, topics)}</Table.Td>
                <Table.Td ta="right">{number(audience.now)}</Table.Td>
                <Table.Td ta="right">{audience.came > 0 ? `+${number(audience.came)}` : '0'}</Table.Td>
                <Table.Td ta="right">{audience.left > 0 ? `−${number(audience.left)}` : '0'}</Table.Td>
                <Table.Td visibleFrom="sm">
                  <Course audience={audience} days={days} />
                </Table.Td>
              </Table.Tr>
              {/* Beside the numbers it would lie out of sight of a phone. */}
              <Table.Tr hiddenFrom="sm">
                <Table.Td colSpan={4}>
                  <Course audience={audience} days={days} />
                </Table.Td>
              </Table.Tr>
            </Fragment>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

/** A channel, or a topic of it; a channel we have no word for stays a code. */
function nameOf(t: TFunction, { channel, topic }: Audience, topics: ReadonlyMap<string, string>): string {
  const name = i18next.exists(`messages.channel.${channel}`) ? t(`messages.channel.${channel as 'email'}`) : channel;
  return topic ? `${name}: ${topics.get(topic) ?? topic}` : name;
}

function Course({ audience, days }: { audience: Audience; days: readonly string[] }) {
  const { t } = useTranslation();
  const { locale, number } = useFormat();
  const totals = totalsOf(audience.before, audience.days, days);
  const every = Math.ceil(days.length / MOST_BARS);
  // A point is a calendar day, not a moment: no zone may move it.
  const name = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const bars = days.flatMap((day, place) => {
    const count = totals[place] ?? 0;
    const isShown = (days.length - 1 - place) % every === 0;
    return isShown ? [{ key: day, count, told: `${name.format(Date.parse(day))} · ${number(count)}` }] : [];
  });
  return (
    <Bars
      height={28}
      bars={bars}
      label={t('results.courseOf', { before: number(audience.before), now: number(audience.now) })}
    />
  );
}

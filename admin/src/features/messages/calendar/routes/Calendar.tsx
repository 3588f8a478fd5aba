import { ActionIcon, Button, Group, Text } from '@mantine/core';
import { IconCalendarOff, IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Page } from '@/components/ui/Page';
import { Empty, Failure, Lines } from '@/components/ui/states';
import { api } from '@/lib/api/client';
import { type Format, useFormat } from '@/lib/format';
import { useUrlState } from '@/lib/urlState';
import { SCENARIOS } from '../../api';
import classes from '../calendar.module.css';
import { monthFrom, todayIn, weeksOf } from '../days';

interface Item {
  scenario_id: string | null;
  name: string;
  kind: string;
  sent: number;
  planned: number;
  due: number;
}
interface Calendar {
  zone: string;
  days: { day: string; items: Item[] }[];
}

const calendarQuery = (from: string, to: string) =>
  queryOptions({
    queryKey: [...SCENARIOS, 'calendar', from, to],
    queryFn: ({ signal }) => api.get<Calendar>('/calendar', { from, to }, signal),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });

/** One day stands under the other here. */
const NARROW = '(max-width: 760px)';

/** What left on which day, and what is to leave. */
export function Component() {
  const { t } = useTranslation();
  const format = useFormat();
  const [values, change] = useUrlState(['month'] as const);
  const today = todayIn(format.zone);
  const month = /^\d{4}-\d{2}$/.test(values.month ?? '') ? (values.month ?? '') : today.slice(0, 7);
  const weeks = weeksOf(month);
  const days = weeks.flat();
  const query = useQuery(calendarQuery(days[0] ?? today, days.at(-1) ?? today));
  const found = new Map(query.data?.days.map(({ day, items }) => [day, items]));
  const title = new Intl.DateTimeFormat(format.locale, { month: 'long', year: 'numeric', timeZone: 'UTC' });
  const grid = useRef<HTMLDivElement>(null);
  const isRead = query.data !== undefined;
  useEffect(() => {
    const shown = isRead && matchMedia(NARROW).matches && grid.current?.querySelector('[data-today]:not([data-away])');
    if (shown) shown.scrollIntoView({ block: 'center' });
  }, [month, isRead]);
  const go = (steps: number): void => change({ month: monthFrom(month, steps) });
  return (
    <Page
      title={t('chain.calendar.title')}
      actions={
        <Group gap={6}>
          <ActionIcon variant="default" size={34} aria-label={t('chain.calendar.before')} onClick={() => go(-1)}>
            <IconChevronLeft size={17} />
          </ActionIcon>
          <Button variant="default" onClick={() => change({ month: null })}>
            {t('chain.calendar.today')}
          </Button>
          <ActionIcon variant="default" size={34} aria-label={t('chain.calendar.later')} onClick={() => go(1)}>
            <IconChevronRight size={17} />
          </ActionIcon>
        </Group>
      }
    >
      <Text component="h2" fw={600} fz="lg" mb="sm" mt={0}>
        {title.format(Date.parse(`${month}-01`))}
      </Text>
      {query.error ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : !query.data ? (
        <Lines count={10} />
      ) : (
        <>
          {found.size === 0 && (
            <Empty icon={IconCalendarOff} title={t('chain.calendar.empty')} text={t('chain.calendar.emptyText')} />
          )}
          <div ref={grid} className={classes.grid} data-empty={found.size === 0 || undefined}>
            {(weeks[0] ?? []).map((day) => (
              <div key={day} className={classes.head}>
                {weekday(format.locale, day)}
              </div>
            ))}
            {days.map((day) => (
              <Day key={day} day={day} month={month} today={today} items={found.get(day) ?? []} />
            ))}
          </div>
        </>
      )}
    </Page>
  );
}

const weekday = (locale: string, day: string): string =>
  new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' }).format(Date.parse(day));

interface DayProps {
  day: string;
  month: string;
  today: string;
  items: readonly Item[];
}

function Day({ day, month, today, items }: DayProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const long = new Intl.DateTimeFormat(format.locale, { day: 'numeric', month: 'long', timeZone: 'UTC' });
  return (
    <section
      className={classes.day}
      aria-label={long.format(Date.parse(day))}
      data-away={day.slice(0, 7) !== month || undefined}
      data-today={day === today || undefined}
      data-empty={items.length === 0 || undefined}
    >
      <span className={classes.number}>
        {Number(day.slice(8))}
        <Text span hiddenFrom="sm" size="xs" c="dimmed">
          {' '}
          {weekday(format.locale, day)}
        </Text>
      </span>
      {items.map((item) => (
        <DayItem key={item.scenario_id ?? ''} item={item} t={t} format={format} />
      ))}
    </section>
  );
}

function wordsOf(t: TFunction, format: Format, item: Item): string {
  return (['sent', 'planned', 'due'] as const)
    .filter((key) => item[key] > 0)
    .map((key) => t(`chain.calendar.${key}`, { count: item[key], number: format.number(item[key]) }))
    .join(' · ');
}

function DayItem({ item, t, format }: { item: Item; t: TFunction; format: Format }) {
  const text = (
    <>
      <Text span inherit fw={500} display="block" truncate>
        {item.name || t('chain.calendar.noScenario')}
      </Text>
      <Text span inherit c="dimmed" display="block">
        {wordsOf(t, format, item)}
      </Text>
    </>
  );
  if (!item.scenario_id) return <div className={classes.item}>{text}</div>;
  return (
    <Link to={`/messages/${item.scenario_id}`} className={classes.item}>
      {text}
    </Link>
  );
}

import { Text } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ListDrawer, Paged } from '@/components/ui/ListDrawer';
import { useFormat } from '@/lib/format';
import { countedQuery, groupsQuery } from './api';
import { CountedLines } from './CountedLines';
import { lineName } from './names';
import { rangeText } from './periods';
import { type Asked, GROUPS } from './useQuestion';

type List = NonNullable<Asked['list']>;

/** The list behind a number: as long as the number says. */
export function CountedDrawer({ asked }: { asked: Asked }) {
  const { t } = useTranslation();
  const { list } = asked;
  return (
    <ListDrawer
      title={list && t(`statistics.lists.${list.measure}`)}
      onClose={() => asked.change({ list: null, of: null })}
    >
      {list && <Counted asked={asked} list={list} />}
    </ListDrawer>
  );
}

function Counted({ asked, list }: { asked: Asked; list: List }) {
  const { t } = useTranslation();
  const { locale, number } = useFormat();
  const query = useInfiniteQuery(countedQuery(list.question, list.measure));
  const whose = useWhose(asked, list);
  return (
    <Paged query={query} isEmpty={([first]) => !first?.total} empty={t('statistics.none')}>
      {(pages) => {
        const total = pages[0]?.total ?? 0;
        const people = Object.assign({}, ...pages.map((page) => page.people)) as (typeof pages)[number]['people'];
        return (
          <>
            <Text size="sm" c="dimmed" mb="xs">
              {t('statistics.total', { count: total, formatted: number(total) })},{' '}
              {rangeText(locale, list.question.from ?? '', list.question.to ?? '')}
              {list.narrow === 'hour' && `, ${hourText(locale, list.value)}`}
              {list.narrow === 'score' && `, ${list.value} ★`}
              {whose && `, ${whose}`}
            </Text>
            <CountedLines lines={pages.flatMap((page) => page.items)} people={people} measure={list.measure} />
          </>
        );
      }}
    </Paged>
  );
}

/** The line of the table that the list belongs to. */
function useWhose(asked: Asked, list: List): string {
  const { t } = useTranslation();
  const by = GROUPS.find((each) => each === list.narrow);
  const lines = useQuery({ ...groupsQuery(asked.question, by ?? 'operator'), enabled: by !== undefined }).data;
  const line = lines?.find(({ key }) => key === list.value);
  return by && line ? lineName(t, by, line) : '';
}

function hourText(locale: string, value: string): string {
  const [weekday = 0, hour = 0] = value.split('-').map(Number);
  const day = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' });
  return `${day.format(Date.UTC(2024, 0, 1 + weekday))} ${String(hour).padStart(2, '0')}:00`;
}

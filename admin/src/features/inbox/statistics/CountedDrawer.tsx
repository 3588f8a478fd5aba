import { Button, Drawer, Text } from '@mantine/core';
import { IconListSearch } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Empty, Failure, Lines } from '@/components/ui/states';
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
    <Drawer
      opened={list !== null}
      onClose={() => asked.change({ list: null, of: null })}
      position="right"
      size="md"
      title={list && t(`statistics.lists.${list.measure}`)}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {list && <Counted asked={asked} list={list} />}
    </Drawer>
  );
}

function Counted({ asked, list }: { asked: Asked; list: List }) {
  const { t } = useTranslation();
  const { locale, number } = useFormat();
  const query = useInfiniteQuery(countedQuery(list.question, list.measure));
  const whose = useWhose(asked, list);
  if (query.error && !query.data) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Lines count={8} />;
  const { pages } = query.data;
  const total = pages[0]?.total ?? 0;
  if (total === 0) return <Empty icon={IconListSearch} title={t('statistics.none')} />;
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
      {query.hasNextPage && (
        <Button
          variant="default"
          fullWidth
          mt="sm"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t('common.more')}
        </Button>
      )}
    </>
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

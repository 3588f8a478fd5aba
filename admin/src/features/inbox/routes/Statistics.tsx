import { Alert, Button, Text } from '@mantine/core';
import { IconChartBar } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Page } from '@/components/ui/Page';
import { Empty, Failure } from '@/components/ui/states';
import { useFormat } from '@/lib/format';
import { InboxTabs } from '../components/InboxTabs';
import { type Statistics, statisticsQuery } from '../statistics/api';
import { Cards } from '../statistics/Cards';
import { CountedDrawer } from '../statistics/CountedDrawer';
import { Days } from '../statistics/Days';
import { Download, Filters } from '../statistics/Filters';
import { GroupTable } from '../statistics/GroupTable';
import { HeatMap } from '../statistics/HeatMap';
import { daysBetween, rangeText, shiftDay, todayIn } from '../statistics/periods';
import { Satisfaction } from '../statistics/Satisfaction';
import { Meaning } from '../statistics/Term';
import { type Asked, useAsked } from '../statistics/useQuestion';

/** How many asked, were answered and missed, how long it took, and how satisfied they are. */
export function Component() {
  const { t } = useTranslation();
  const asked = useAsked();
  const query = useQuery(statisticsQuery(asked.question));
  return (
    <Page title={t('statistics.title')} actions={<Download asked={asked} />}>
      <InboxTabs value="statistics" />
      <Filters asked={asked} />
      {query.error && !query.data ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Body data={query.data} asked={asked} />
      )}
      <CountedDrawer asked={asked} />
    </Page>
  );
}

function Body({ data, asked }: { data: Statistics | undefined; asked: Asked }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  if (data && data.left === 0 && data.figures.new === 0 && data.figures.rated === 0) return <Nothing asked={asked} />;
  return (
    <>
      {data && data.left > 0 && (
        <Alert mb="md" role="status">
          {t('statistics.counting', { count: data.left, formatted: number(data.left) })}
        </Alert>
      )}
      {data && <Compared data={data} />}
      <Cards data={data} asked={asked} />
      <Days data={data} asked={asked} />
      {data && <HeatMap data={data} asked={asked} />}
      <GroupTable asked={asked} />
      {data && <Satisfaction data={data} asked={asked} />}
    </>
  );
}

function Compared({ data }: { data: Statistics }) {
  const { t } = useTranslation();
  const { locale, time, zone } = useFormat();
  const days = daysBetween(data.first, data.last) + 1;
  const period = rangeText(locale, data.first, data.last);
  // Of a period that goes on as much is compared as is over of it.
  const last = shiftDay(data.first, -1);
  const until = todayIn(zone, Date.parse(data.before_until));
  const isPart = until < data.first;
  const before = rangeText(locale, shiftDay(data.first, -days), isPart ? until : last);
  const title = t('statistics.terms.comparison.title');
  return (
    <Text size="xs" c="dimmed" mb={8} component="div" style={{ display: 'flex', alignItems: 'center', gap: 4 }}>
      {isPart
        ? t('statistics.comparedPart', { period, before, time: time(data.before_until) })
        : t('statistics.compared', { period, before })}
      <Meaning title={title} text={t('statistics.terms.comparison.text')} />
    </Text>
  );
}

function Nothing({ asked }: { asked: Asked }) {
  const { t } = useTranslation();
  const wider =
    asked.isFiltered || asked.period !== '365' ? (
      <Button
        variant="default"
        onClick={() =>
          asked.change(
            asked.isFiltered
              ? { operator: null, team: null, channel: null, tag: null }
              : { period: '365', from: null, to: null },
          )
        }
      >
        {t(asked.isFiltered ? 'statistics.dropFilters' : 'statistics.lookAtYear')}
      </Button>
    ) : undefined;
  return (
    <Empty
      icon={IconChartBar}
      title={t('statistics.none')}
      text={t('statistics.noneText')}
      {...(wider && { action: wider })}
    />
  );
}

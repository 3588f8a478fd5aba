import { Box, Grid, SimpleGrid } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Figure } from '@/components/ui/Figure';
import { Page } from '@/components/ui/Page';
import { Failure } from '@/components/ui/states';
import type { Overview } from '@/lib/api/types';
import { useFormat } from '@/lib/format';
import { useLive, useThrottled } from '@/lib/live';
import { onboardingQuery, overviewQuery, tickerQuery } from '../api';
import { ChartBox } from '../components/ChartBox';
import { Checklist } from '../components/Checklist';
import { Ticker } from '../components/Ticker';

const REFRESH_MS = 3_000;

/** What goes on today, what to do next, and who is on the site this minute. */
export function Component() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const query = useQuery(overviewQuery);
  const refresh = useThrottled(() => {
    void client.invalidateQueries({ queryKey: overviewQuery.queryKey });
    void client.invalidateQueries({ queryKey: tickerQuery.queryKey });
    void client.invalidateQueries({ queryKey: onboardingQuery.queryKey });
  }, REFRESH_MS);
  useLive('events', refresh);
  useLive('people', refresh);
  return (
    <Page title={t('shell.nav.overview')}>
      <Checklist />
      {query.error && !query.data ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Figures data={query.data} />
      )}
      <Grid gap="md" mt="md">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <ChartBox chart={query.data?.chart} isFailed={query.isError} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Ticker />
        </Grid.Col>
      </Grid>
    </Page>
  );
}

function Figures({ data }: { data: Overview | undefined }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const value = (key: 'online' | 'visitors_today' | 'events_today' | 'leads_today') =>
    data ? number(data[key]) : undefined;
  const dot = <Box w={8} h={8} bg="teal.6" style={{ borderRadius: 4, flex: 'none' }} />;
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} spacing={{ base: 'xs', md: 'md' }}>
      <Figure
        label={t('overview.online')}
        period={t('overview.now')}
        value={value('online')}
        to="/people?online=1"
        mark={data && data.online > 0 ? dot : null}
      />
      <Figure
        label={t('overview.visitors')}
        period={t('overview.today')}
        value={value('visitors_today')}
        to="/people?today=visitors"
      />
      <Figure
        label={t('overview.leads')}
        period={t('overview.today')}
        value={value('leads_today')}
        to="/people?today=leads"
      />
      <Figure
        label={t('overview.events')}
        period={t('overview.today')}
        value={value('events_today')}
        to="/events/live?today=1"
      />
    </SimpleGrid>
  );
}

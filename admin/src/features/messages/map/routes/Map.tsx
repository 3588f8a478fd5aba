import { Badge, Checkbox, Group, Text } from '@mantine/core';
import { IconMap2 } from '@tabler/icons-react';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '@/components/ui/Page';
import { Empty, Failure, Lines } from '@/components/ui/states';
import { api } from '@/lib/api/client';
import { allScenariosQuery, figuresQuery } from '../../api/listed';
import { columnsOf } from '../columns';
import { Matrix, ToReady } from '../Matrix';
import { rowsOf, type StageName } from '../rows';

/** More segments than these share one column. */
const MOST = 6;

const stagesQuery = queryOptions({
  queryKey: ['scoring', 'saved', 'stages'],
  queryFn: ({ signal }) => api.get<{ definition: { stages: StageName[] } }>('/stages', {}, signal),
  staleTime: 60_000,
});

/** Where you speak to people and where you are silent: stages from top to bottom, segments within them. */
export function Component() {
  const { t, i18n } = useTranslation();
  const [hasDrafts, showDrafts] = useState(true);
  const query = useQuery(allScenariosQuery);
  const stages = useQuery(stagesQuery).data?.definition.stages ?? [];
  const figures = new Map(useQuery(figuresQuery('money')).data?.map((each) => [each.id, each]));
  const all = query.data ?? [];
  const shown = all.filter(({ status }) => hasDrafts || status !== 'draft');
  const rows = rowsOf(stages, shown, i18n.language === 'ru' ? 'ru' : 'en');
  const gaps = rows.filter(({ isGap }) => isGap).length;
  return (
    <Page
      width="full"
      title={t('chain.mapPage.title')}
      actions={
        <Checkbox
          label={t('chain.mapPage.drafts')}
          checked={hasDrafts}
          onChange={(event) => showDrafts(event.currentTarget.checked)}
        />
      }
    >
      <Group mb="md" gap="sm">
        <Text c="dimmed">{t('chain.mapPage.text')}</Text>
        {gaps > 0 && all.length > 0 && (
          <Badge color="orange" variant="light">
            {t('chain.mapPage.gaps', { count: gaps })}
          </Badge>
        )}
      </Group>
      {query.error ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : !query.data ? (
        <Lines count={10} />
      ) : all.length === 0 ? (
        <Empty
          icon={IconMap2}
          title={t('chain.mapPage.empty')}
          text={t('chain.mapPage.emptyText')}
          action={<ToReady />}
        />
      ) : (
        <Matrix rows={rows} columns={columnsOf(shown, MOST)} figures={figures} />
      )}
    </Page>
  );
}

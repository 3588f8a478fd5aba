import { Badge, Button, Checkbox, Group, Paper, Text } from '@mantine/core';
import { IconMap2, IconMoodSilence } from '@tabler/icons-react';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ChannelIcon } from '@/components/messages/ChannelIcon';
import { Page } from '@/components/ui/Page';
import { Empty, Failure, Lines } from '@/components/ui/states';
import { api } from '@/lib/api/client';
import { segmentNamesQuery } from '@/lib/conditions/api';
import { useFormat } from '@/lib/format';
import { allScenariosQuery, type Figures, figuresQuery, type ListedScenario } from '../../api/listed';
import { StatusBadge } from '../../parts/StatusBadge';
import classes from '../map.module.css';
import { rowsOf, type StageName, type StageRow } from '../rows';

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
        rows.map((row) => <Stage key={row.key} row={row} figures={figures} />)
      )}
    </Page>
  );
}

function ToReady() {
  const { t } = useTranslation();
  return (
    <Button component={Link} to="/messages/ready" variant="default" size="compact-md">
      {t('chain.mapPage.add')}
    </Button>
  );
}

interface StageProps {
  row: StageRow;
  figures: ReadonlyMap<string, Figures>;
}

function Stage({ row, figures }: StageProps) {
  const { t } = useTranslation();
  return (
    <section className={classes.stage} aria-label={row.name || t('chain.mapPage.noStage')}>
      <Text component="h2" fw={600} fz="md" m={0} className={classes.name}>
        {row.name || t('chain.mapPage.noStage')}
      </Text>
      <div className={classes.cards}>
        {row.scenarios.map((scenario) => (
          <Card key={scenario.id} scenario={scenario} figures={figures.get(scenario.id)} />
        ))}
        {row.isGap && (
          <Paper p="sm" className={classes.gap}>
            <Group gap={6} mb={4}>
              <IconMoodSilence size={17} aria-hidden />
              <Text size="sm" fw={500}>
                {t('chain.mapPage.gap')}
              </Text>
            </Group>
            <Text size="xs" c="dimmed" mb="xs">
              {t('chain.mapPage.gapText')}
            </Text>
            <ToReady />
          </Paper>
        )}
      </div>
    </section>
  );
}

function Card({ scenario, figures }: { scenario: ListedScenario; figures: Figures | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const names = new Map(useQuery(segmentNamesQuery).data?.map(({ id, name }) => [id, name]));
  const segments = scenario.segments.flatMap((id) => names.get(id) ?? []);
  const sent = Number(figures?.numbers.sent ?? 0);
  const conversion = figures?.rates.conversion?.value;
  const share = new Intl.NumberFormat(format.locale, { style: 'percent', maximumFractionDigits: 1 });
  return (
    <Paper p="sm" className={classes.card}>
      <Group gap={6} mb={6}>
        {scenario.channels.map((channel) => (
          <ChannelIcon key={channel} channel={channel} size={22} />
        ))}
        <span style={{ marginInlineStart: 'auto' }}>
          <StatusBadge status={scenario.status} />
        </span>
      </Group>
      <Text component={Link} to={`/messages/${scenario.id}`} size="sm" fw={600} className={classes.link}>
        {scenario.name}
      </Text>
      <Text size="xs" c="dimmed">
        {segments.length > 0 ? segments.join(', ') : t('chain.mapPage.everybody')}
      </Text>
      <Text size="xs" mt={6} className="tnum">
        {t('chain.mapPage.sent', { count: sent, number: format.number(sent) })}
        {' · '}
        {figures?.goal === 'undecided'
          ? t('chain.mapPage.noGoal')
          : t('chain.mapPage.conversion', { share: conversion == null ? '—' : share.format(conversion) })}
      </Text>
      <Text size="xs" c="dimmed" mt={6} lineClamp={3}>
        {scenario.hypothesis || t('chain.mapPage.noHypothesis')}
      </Text>
    </Paper>
  );
}

import { Button, Group, Paper, Text } from '@mantine/core';
import { IconMoodSilence } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ChannelIcon } from '@/components/messages/ChannelIcon';
import { segmentNamesQuery } from '@/lib/conditions/api';
import { useFormat } from '@/lib/format';
import type { Figures, ListedScenario } from '../api/listed';
import { StatusBadge } from '../parts/StatusBadge';
import { isIn, type MapColumn, MORE } from './columns';
import classes from './map.module.css';
import type { StageRow } from './rows';

interface MatrixProps {
  rows: readonly StageRow[];
  columns: readonly MapColumn[];
  figures: ReadonlyMap<string, Figures>;
}

/** Stages from top to bottom, segments from left to right; where both are silent the box is empty. */
export function Matrix({ rows, columns, figures }: MatrixProps) {
  const { t } = useTranslation();
  const nameOf = useColumnNames();
  return (
    <div className={classes.scroller} tabIndex={0} role="region" aria-label={t('chain.mapPage.title')}>
      <table className={classes.matrix}>
        <thead>
          <tr>
            <th scope="col" className={classes.corner}>
              {t('chain.mapPage.stage')}
            </th>
            {columns.map((column) => (
              <th key={column.key} scope="col">
                {nameOf(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">{row.name || t('chain.mapPage.noStage')}</th>
              {row.scenarios.length === 0 ? (
                <td colSpan={columns.length}>
                  <Gap />
                </td>
              ) : (
                columns.map((column, index) => (
                  <td key={column.key} data-column={nameOf(column)}>
                    {row.scenarios
                      .filter((scenario) => isIn(column, scenario))
                      .map((scenario) => (
                        <Card key={scenario.id} scenario={scenario} figures={figures.get(scenario.id)} />
                      ))}
                    {row.isGap && index === 0 && <Gap />}
                  </td>
                ))
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function useColumnNames(): (column: MapColumn) => string {
  const { t } = useTranslation();
  const names = new Map(useQuery(segmentNamesQuery).data?.map(({ id, name }) => [id, name]));
  return ({ key, segments }) => {
    if (key === '') return t('chain.mapPage.everybody');
    if (key === MORE) return t('chain.mapPage.others', { count: segments.length });
    return names.get(key) ?? '…';
  };
}

/** The next step for whoever finds an empty place. */
export function ToReady() {
  const { t } = useTranslation();
  return (
    <Button component={Link} to="/messages/ready" variant="default" size="compact-md">
      {t('chain.mapPage.add')}
    </Button>
  );
}

/** A stage at which nothing runs. */
function Gap() {
  const { t } = useTranslation();
  return (
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
  );
}

/** One message: its figures, and the hypothesis that it tests. */
function Card({ scenario, figures }: { scenario: ListedScenario; figures: Figures | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
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

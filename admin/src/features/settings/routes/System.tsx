import { Alert, Badge, Group, SimpleGrid, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Figure } from '@/components/ui/Figure';
import { Section } from '@/components/ui/Section';
import { Failure, Lines } from '@/components/ui/states';
import type { SystemStatus } from '@/lib/api/types';
import { useFormat } from '@/lib/format';
import { systemQuery } from '../api';
import classes from '../settings.module.css';

const SLOW_MS = 5_000;
const ENGINES: Record<string, string> = { postgres: 'PostgreSQL', clickhouse: 'ClickHouse' };

/** Whether everything runs, how fast, and what was left out and why. */
export function Component() {
  const { t } = useTranslation();
  const query = useQuery(systemQuery);
  const [firstAt, setFirstAt] = useState(0);
  if (firstAt === 0 && query.dataUpdatedAt > 0) setFirstAt(query.dataUpdatedAt);
  if (query.error && !query.data) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Lines count={10} />;
  const status = query.data;
  const bad = status.engines.filter((engine) => !engine.ok);
  return (
    <>
      {bad.length > 0 && (
        <Alert
          color="red"
          mb="md"
          title={t('settings.enginesDown', {
            names: bad.map((engine) => ENGINES[engine.name] ?? engine.name).join(', '),
          })}
        >
          {bad.map((engine) => engine.detail).join(' ')}
        </Alert>
      )}
      {bad.length === 0 && (
        <Alert color={status.lag_ms > SLOW_MS ? 'orange' : 'teal'} variant="light" mb="md">
          {status.lag_ms > SLOW_MS ? t('settings.systemSlow') : t('settings.systemFine')}
        </Alert>
      )}
      <Figures status={status} />
      <Engines status={status} />
      <Stages status={status} isFirst={query.dataUpdatedAt <= firstAt} />
      <Dropped status={status} />
    </>
  );
}

function Figures({ status }: { status: SystemStatus }) {
  const { t } = useTranslation();
  const { number, bytes } = useFormat();
  return (
    <SimpleGrid cols={{ base: 2, sm: 3 }} mb="md" spacing="xs">
      <Figure
        label={t('settings.lag')}
        period={t('settings.lagText')}
        value={t('settings.ms', { value: number(status.lag_ms) })}
      />
      <Figure
        label={t('settings.accepted')}
        period={t('card.allTime')}
        value={number(status.accepted)}
        to="/events/live"
      />
      <Figure
        label={t('settings.waiting')}
        period={t('overview.now')}
        value={number(Math.max(0, status.accepted - status.processed))}
      />
      <Figure
        label={t('settings.rejected')}
        period={t('card.allTime')}
        value={number(status.rejected)}
        to="/events/rejects"
      />
      <Figure label={t('settings.backlog')} period={t('overview.now')} value={bytes(status.backlog_bytes)} />
      <Figure label={t('settings.disk')} period={t('overview.now')} value={bytes(status.disk_free_bytes)} />
    </SimpleGrid>
  );
}

function Engines({ status }: { status: SystemStatus }) {
  const { t } = useTranslation();
  return (
    <Section title={t('settings.engines')} text={t('shell.version', { version: status.version })} flush>
      {status.engines.map((engine) => (
        <div key={engine.name} className={classes.row}>
          <div className={classes.grow}>
            <Text size="sm" fw={500}>
              {ENGINES[engine.name] ?? engine.name}{' '}
              <Text span c="dimmed" inherit fw={400}>
                {engine.version}
              </Text>
            </Text>
            {!engine.ok && engine.detail && (
              <Text size="xs" c="dimmed">
                {engine.detail}
              </Text>
            )}
          </div>
          <Badge color={engine.ok ? 'teal' : 'red'}>
            {engine.ok ? t('settings.engineOk') : t('settings.engineDown')}
          </Badge>
        </div>
      ))}
    </Section>
  );
}

/** Rates are known from the second reading on: they count from the one before. */
function Stages({ status, isFirst }: { status: SystemStatus; isFirst: boolean }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  if (status.stages.length === 0) return null;
  return (
    <Section title={t('settings.stages')} text={t('settings.stagesText')} flush>
      <Table.ScrollContainer scrollAreaProps={{ viewportProps: { tabIndex: 0 } }} minWidth={420}>
        <Table fz="sm" horizontalSpacing="md">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('settings.stage')}</Table.Th>
              <Table.Th ta="right">{t('settings.perSecond')}</Table.Th>
              <Table.Th ta="right">{t('settings.p50')}</Table.Th>
              <Table.Th ta="right">{t('settings.p95')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody className="tnum">
            {status.stages.map((stage) => (
              <Table.Tr key={stage.name}>
                <Table.Td>{t(`settings.stageName.${stage.name as 'decode'}`, { defaultValue: stage.name })}</Table.Td>
                <Table.Td ta="right">{isFirst ? '—' : number(stage.per_s, 1)}</Table.Td>
                <Table.Td ta="right">{number(stage.p50_ms, 1)}</Table.Td>
                <Table.Td ta="right">{number(stage.p95_ms, 1)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Section>
  );
}

function Dropped({ status }: { status: SystemStatus }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const reasons = Object.entries(status.dropped).sort(([, one], [, other]) => other - one);
  return (
    <Section
      title={t('settings.dropped')}
      text={t('settings.droppedText')}
      {...(reasons.length > 0 && { flush: true })}
    >
      {reasons.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('settings.nothingDropped')}
        </Text>
      )}
      {reasons.map(([reason, count]) => (
        <Group key={reason} className={classes.row} style={{ minHeight: 40 }} justify="space-between">
          <Text size="sm">{t(`settings.dropReason.${reason as 'duplicate'}`, { defaultValue: reason })}</Text>
          <Text size="sm" className="tnum">
            {number(count)}
          </Text>
        </Group>
      ))}
    </Section>
  );
}

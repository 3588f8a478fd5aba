import { ScrollArea, Skeleton, Table } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { type Format, useFormat } from '@/lib/format';
import { useNow } from '@/lib/now';
import type { Health } from './api';
import classes from './delivery.module.css';
import { type Point, pointsOf } from './shares';

const Chart = lazy(() => import('./Chart'));
const HEIGHT = 200;

/** What became of letters by the hour or the day. */
export function Timeline({ health }: { health: Health | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const waiting = <Skeleton height={HEIGHT} radius="md" />;
  if (!health) return <Section title={t('sending.chart')}>{waiting}</Section>;
  const points = pointsOf(health, now);
  const { sent, deferred, refused, bounced } = health.totals;
  const text = t('sending.chartText', {
    sent: format.number(sent),
    deferred: format.number(deferred),
    bad: format.number(refused + bounced),
  });
  return (
    <Section title={t('sending.chart')} text={text}>
      <Suspense fallback={waiting}>
        <Chart points={points} step={health.step} height={HEIGHT} label={`${t('sending.chart')}: ${text}`} />
      </Suspense>
      <details className={classes.hours}>
        <summary>{t('sending.asTable')}</summary>
        <Hours points={points} step={health.step} format={format} />
      </details>
    </Section>
  );
}

function Hours({ points, step, format }: { points: readonly Point[]; step: Health['step']; format: Format }) {
  const { t } = useTranslation();
  return (
    <ScrollArea.Autosize mah={320}>
      <Table aria-label={t('sending.chart')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('sending.when')}</Table.Th>
            <Table.Th ta="right">{t('sending.name.delivered')}</Table.Th>
            <Table.Th ta="right">{t('sending.name.deferred')}</Table.Th>
            <Table.Th ta="right">{t('sending.bad')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {[...points].reverse().map(({ at, delivered, deferred, bad }) => (
            <Table.Tr key={at}>
              <Table.Td>{step === 'hour' ? format.moment(at) : format.day(at)}</Table.Td>
              <Table.Td ta="right">{format.number(delivered)}</Table.Td>
              <Table.Td ta="right">{format.number(deferred)}</Table.Td>
              <Table.Td ta="right">{format.number(bad)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea.Autosize>
  );
}

import { Anchor, Popover, Skeleton, Table, Text } from '@mantine/core';
import { IconShoppingBag } from '@tabler/icons-react';
import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { durationWords } from '@/components/scoring/ruleWords';
import { Section } from '@/components/ui/Section';
import { Empty, Failure } from '@/components/ui/states';
import type { Rfm, RfmCell } from '@/lib/api/scoring';
import type { Condition } from '@/lib/conditions/language';
import { withFilter } from '@/lib/conditions/url';
import { useFormat } from '@/lib/format';
import { useCan } from '@/lib/session';
import classes from '../scoring.module.css';

const DIGITS = ['3', '2', '1'] as const;

/** Cells that share recency and frequency: the three groups of money. */
export function squareOf(cells: readonly RfmCell[], recency: string, frequency: string): RfmCell[] {
  return cells.filter(({ rfm }) => rfm.startsWith(recency + frequency));
}

export function sumOf(cells: readonly RfmCell[]): { people: number; revenue: number | null } {
  const isKnown = cells.some(({ revenue }) => revenue !== null && revenue !== undefined);
  return {
    people: cells.reduce((sum, cell) => sum + cell.people, 0),
    revenue: isKnown ? cells.reduce((sum, cell) => sum + Number(cell.revenue ?? 0), 0) : null,
  };
}

interface RfmGridProps {
  rfm: Rfm | undefined;
  cells: readonly RfmCell[] | undefined;
  error: Error | null;
  retry: () => void;
  isOld: boolean;
  /** What is seen is what is in force: figures lead to the people behind them. */
  isLive: boolean;
}

/** Recency across, frequency down; money within each cell. */
export function RfmGrid({ rfm, cells, error, retry, isOld, isLive }: RfmGridProps) {
  const { t } = useTranslation();
  const body = () => {
    if (error) return <Failure error={error} onRetry={retry} />;
    if (!cells || !rfm) return <Skeleton height={330} />;
    const most = Math.max(1, ...DIGITS.flatMap((r) => DIGITS.map((f) => sumOf(squareOf(cells, r, f)).people)));
    if (sumOf(cells).people === 0)
      return <Empty icon={IconShoppingBag} title={t('scoring.noBuyers')} text={t('scoring.noBuyersText')} />;
    return (
      <div className={classes.grid} style={isOld ? { opacity: 0.6 } : {}}>
        <span />
        <span className={classes.gridHead}>
          {t('scoring.boughtWithin', { span: durationWords(t, rfm.recency[0] ?? '') })}
        </span>
        <span className={classes.gridHead}>
          {t('scoring.boughtWithin', { span: durationWords(t, rfm.recency[1] ?? '') })}
        </span>
        <span className={classes.gridHead}>{t('scoring.boughtBefore')}</span>
        {DIGITS.map((frequency) => (
          <GridRow key={frequency} rfm={rfm} cells={cells} frequency={frequency} most={most} isLive={isLive} />
        ))}
      </div>
    );
  };
  return (
    <Section title={t('scoring.grid')} text={t('scoring.gridText')}>
      {body()}
    </Section>
  );
}

interface GridRowProps {
  rfm: Rfm;
  cells: readonly RfmCell[];
  frequency: '1' | '2' | '3';
  most: number;
  isLive: boolean;
}

function GridRow({ rfm, cells, frequency, most, isLive }: GridRowProps) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const [middle = 1, best = 1] = rfm.frequency;
  const side = {
    3: t('scoring.ordersFrom', { formatted: number(best) }),
    2: t('scoring.ordersFrom', { formatted: number(middle) }),
    1: t('scoring.ordersBelow', { formatted: number(middle) }),
  }[frequency];
  return (
    <>
      <span className={classes.gridSide}>{side}</span>
      {DIGITS.map((recency) => (
        <Square key={recency} cells={squareOf(cells, recency, frequency)} most={most} isLive={isLive} />
      ))}
    </>
  );
}

const isAny = (cells: readonly RfmCell[]): Condition => ({
  property: '$rfm',
  op: 'in',
  value: cells.map((cell) => cell.rfm),
});

function Square({ cells, most, isLive }: { cells: RfmCell[]; most: number; isLive: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { people, revenue } = sumOf(cells);
  const groups = [...new Set(cells.map((cell) => cell.group))].map((group) => t(`scoring.group.${group as 'lost'}`));
  const look = { '--share': people / most } as CSSProperties;
  return (
    <Popover position="bottom" shadow="md" width={300} trapFocus>
      <Popover.Target>
        <button type="button" className={classes.cell} style={look}>
          <span className={classes.count}>{format.number(people)}</span>
          <span style={{ fontSize: 12 }}>
            {groups.join(' · ')}
            {revenue !== null && revenue > 0 && <b style={{ display: 'block' }}>{format.money(revenue)}</b>}
          </span>
        </button>
      </Popover.Target>
      <Popover.Dropdown p="sm">
        <Table fz="sm" verticalSpacing={4}>
          <Table.Tbody>
            {cells.map((cell) => (
              <Table.Tr key={cell.rfm}>
                <Table.Td>
                  {t(`scoring.moneyGroup.${cell.rfm.slice(2) as '1'}`)}
                  <Text size="xs" c="dimmed">
                    {t(`scoring.group.${cell.group as 'lost'}`)} · {cell.rfm}
                  </Text>
                </Table.Td>
                <Table.Td ta="right" className="tnum">
                  <Count cell={cell} isLive={isLive} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        <Ways cells={cells} people={people} isLive={isLive} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Count({ cell, isLive }: { cell: RfmCell; isLive: boolean }) {
  const { number } = useFormat();
  if (!isLive || cell.people === 0) return <>{number(cell.people)}</>;
  return (
    <Anchor component={Link} to={withFilter('/people', isAny([cell]))} inherit underline="always" c="inherit">
      {number(cell.people)}
    </Anchor>
  );
}

function Ways({ cells, people, isLive }: { cells: RfmCell[]; people: number; isLive: boolean }) {
  const { t } = useTranslation();
  const canWrite = useCan('segments_write');
  if (!isLive)
    return (
      <Text size="xs" c="dimmed" mt={6}>
        {t('scoring.onFirst')}
      </Text>
    );
  return (
    <div className={classes.pair} style={{ marginTop: 8 }}>
      {people > 0 && (
        <Anchor component={Link} to={withFilter('/people', isAny(cells))} size="sm">
          {t('scoring.showPeople')}
        </Anchor>
      )}
      {canWrite && (
        <Anchor component={Link} to={withFilter('/segments/new', isAny(cells))} size="sm">
          {t('lists.toSegment')}
        </Anchor>
      )}
    </div>
  );
}

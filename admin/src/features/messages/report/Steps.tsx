import { ScrollArea, Table, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { useFormat } from '@/lib/format';
import type { ScenarioDetails } from '../api/types';
import type { Report, Row } from './api';
import classes from './report.module.css';
import type { Asked } from './useAsked';
import { percent } from './words';

interface StepsProps {
  report: Report;
  asked: Asked;
  scenario: ScenarioDetails | undefined;
}

const nodesOf = (scenario: ScenarioDetails | undefined) => Object.values(scenario?.graph?.nodes ?? {});

export const hasSplit = (scenario: ScenarioDetails | undefined): boolean =>
  nodesOf(scenario).some((node) => 'split' in node);

/** A chain may have had others before: its numbers tell of all its versions. */
const hasSteps = (scenario: ScenarioDetails | undefined): boolean =>
  scenario?.kind === 'chain' || nodesOf(scenario).filter((node) => 'send' in node).length > 1;

/** The steps of a chain that send, and the variants of a test, each with its figures. */
export function Steps({ report, asked, scenario }: StepsProps) {
  const { t } = useTranslation();
  const nodes = (scenario?.graph?.nodes ?? {}) as Record<string, { title?: string } | undefined>;
  // A message of one step is told by the numbers above; variants there are where people were split.
  const steps = hasSteps(scenario) ? report.steps : [];
  const rows = [...steps].sort((one, other) => Number(other.numbers.net) - Number(one.numbers.net));
  const isTested = hasSplit(scenario) && report.split !== null && report.variants.length > 0;
  return (
    <>
      {rows.length > 1 && (
        <Section title={t('report.steps')} flush>
          <Lines
            head={t('report.step')}
            rows={rows}
            asked={asked}
            by="node"
            nameOf={(key) => nodes[key]?.title || key || t('report.noStep')}
          />
        </Section>
      )}
      {isTested && (
        <Section title={t('report.byVariant')} flush>
          <Lines
            head={t('report.experiment.arm')}
            rows={report.variants}
            asked={asked}
            by="variant"
            nameOf={(key) => key || t('report.noVariant')}
          />
        </Section>
      )}
    </>
  );
}

interface LinesProps {
  head: string;
  rows: readonly Row[];
  asked: Asked;
  by: 'node' | 'variant';
  nameOf: (key: string) => string;
}

const COLUMNS = ['sent', 'read', 'clicked', 'goal'] as const;

function Lines({ head, rows, asked, by, nameOf }: LinesProps) {
  const { t } = useTranslation();
  const { locale, money, number } = useFormat();
  return (
    <ScrollArea>
      <Table miw={620} aria-label={head}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{head}</Table.Th>
            <Table.Th ta="right">{t('report.net')}</Table.Th>
            {COLUMNS.map((name) => (
              <Table.Th key={name} ta="right">
                {t(`report.name.${name}`)}
              </Table.Th>
            ))}
            <Table.Th ta="right">{t('report.rateName.conversion')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ key, numbers, rates }) => (
            <Table.Tr key={key}>
              <Table.Td>{nameOf(key)}</Table.Td>
              <Table.Td ta="right" className={classes.number}>
                {money(numbers.net)}
              </Table.Td>
              {COLUMNS.map((name) => (
                <Table.Td key={name} ta="right">
                  <UnstyledButton className={classes.number} fz="sm" onClick={() => asked.open(name, { [by]: key })}>
                    {number(numbers[name])}
                  </UnstyledButton>
                </Table.Td>
              ))}
              <Table.Td ta="right">{percent(locale, rates.conversion?.value ?? null)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}

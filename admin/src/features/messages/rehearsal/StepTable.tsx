import { Table, Text } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { reasonWords } from '@/components/messages/words';
import { useFormat } from '@/lib/format';
import type { ScenarioDetails } from '../api/types';
import { readSaved } from '../chain/graph/model';
import { useTitles } from '../chain/useTitles';
import { ranked } from './days';

interface StepTableProps {
  scenario: ScenarioDetails;
  steps: Record<string, Record<string, number>>;
}

/** Of a chain: what each of its messages would have done. */
export function StepTable({ scenario, steps }: StepTableProps) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const graph = useMemo(() => readSaved(scenario.graph), [scenario.graph]);
  const titles = useTitles(graph);
  // In the order of the graph, so that the table reads as the chain does.
  const names = [...Object.keys(graph.nodes), ...Object.keys(steps)].filter(
    (name, index, all) => name in steps && all.indexOf(name) === index,
  );
  if (names.length < 2) return null;
  return (
    <div>
      <Text size="sm" fw={500} mb={4}>
        {t('rehearsal.steps')}
      </Text>
      <Table.ScrollContainer scrollAreaProps={{ viewportProps: { tabIndex: 0 } }} minWidth={420}>
        <Table verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('rehearsal.step')}</Table.Th>
              <Table.Th ta="right">{t('rehearsal.sends')}</Table.Th>
              <Table.Th>{t('rehearsal.skipped')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {names.map((name) => {
              const { sent = 0, ...others } = steps[name] ?? {};
              return (
                <Table.Tr key={name}>
                  <Table.Td>{titles.of(name).title}</Table.Td>
                  <Table.Td ta="right" className="tnum">
                    {number(sent)}
                  </Table.Td>
                  <Table.Td>
                    <Text size="sm" c="dimmed">
                      {ranked(others)
                        .map(([reason, count]) => `${reasonWords(t, reason)}: ${number(count)}`)
                        .join(', ') || '—'}
                    </Text>
                  </Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </div>
  );
}

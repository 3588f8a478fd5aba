import { Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { useFormat } from '@/lib/format';
import type { ImportError } from '../api';

/** Lines that were left out, each with its number in the file and the reason. */
export function ErrorList({ errors, title }: { errors: ImportError[]; title: string }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  if (errors.length === 0) return null;
  return (
    <Section title={title} flush>
      <Table.ScrollContainer scrollAreaProps={{ viewportProps: { tabIndex: 0 } }} minWidth={320} mah={360}>
        <Table fz="sm" horizontalSpacing="md">
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={90}>{t('imports.line')}</Table.Th>
              <Table.Th>{t('events.why')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {errors.map((error) => (
              <Table.Tr key={`${error.line}:${error.reason}`}>
                <Table.Td className="tnum">{number(error.line)}</Table.Td>
                <Table.Td>
                  {t(`imports.reason.${error.reason as 'no_ids'}`, { defaultValue: error.reason })}
                  {error.detail && (
                    <Text span inherit c="dimmed">
                      {' '}
                      · {error.detail}
                    </Text>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Section>
  );
}

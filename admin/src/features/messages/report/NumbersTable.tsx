import { Group, ScrollArea, Skeleton, Table, Text, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Meaning } from '@/components/ui/Meaning';
import { Section } from '@/components/ui/Section';
import { useFormat } from '@/lib/format';
import type { Counted, Row } from './api';
import classes from './report.module.css';
import type { Asked } from './useAsked';
import { percent, rateOf } from './words';

const NUMBERS: readonly Counted[] = [
  'people',
  'sent',
  'delivered',
  'shown',
  'read',
  'clicked',
  'replied',
  'closed',
  'unsubscribed',
  'complained',
  'bounced',
  'failed',
  'skipped',
  'goal',
  'assisted',
];

/** Every number with its share and the formula of that. */
export function NumbersTable({ row, asked }: { row: Row | undefined; asked: Asked }) {
  const { t } = useTranslation();
  const { locale, number } = useFormat();
  if (!row) return <Skeleton height={300} radius="md" mb="md" />;
  return (
    <Section title={t('report.numbers')} flush>
      <ScrollArea>
        <Table miw={460} aria-label={t('report.numbers')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th />
              <Table.Th ta="right">{t('report.number')}</Table.Th>
              <Table.Th ta="right">{t('report.rate')}</Table.Th>
              <Table.Th>{t('report.formula')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {NUMBERS.map((name) => {
              const rate = rateOf(row, name)?.[1];
              const title = t(`report.name.${name}`);
              return (
                <Table.Tr key={name}>
                  <Table.Td>
                    <Group gap={2} wrap="nowrap">
                      {title}
                      <Meaning title={title} text={t(`report.text.${name}`)} />
                    </Group>
                  </Table.Td>
                  <Table.Td ta="right">
                    <UnstyledButton className={classes.number} fz="sm" onClick={() => asked.open(name)}>
                      {number(row.numbers[name])}
                    </UnstyledButton>
                  </Table.Td>
                  <Table.Td ta="right">{rate ? percent(locale, rate.value) : ''}</Table.Td>
                  <Table.Td>
                    {rate && (
                      <Text span size="xs" c="dimmed">
                        {t(`report.name.${rate.number}`)} ÷ {t(`report.name.${rate.of}`)}
                      </Text>
                    )}
                  </Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </ScrollArea>
    </Section>
  );
}

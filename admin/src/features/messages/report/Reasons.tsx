import { Table, Text } from '@mantine/core';
import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import { SMTP } from '@/components/messages/words';
import { Section } from '@/components/ui/Section';
import type en from '@/i18n/en/report.json';
import { useFormat } from '@/lib/format';
import type { Report } from './api';

/** Why sends did not leave. */
export function Reasons({ reasons }: { reasons: Report['reasons'] }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const wordOf = (code: string): string =>
    SMTP.test(code)
      ? t('report.skip.smtp', { code: code.replace('smtp_', '') })
      : i18next.exists(`report.skip.${code}`)
        ? t(`report.skip.${code as keyof typeof en.skip}`, { code })
        : t('report.skip.other', { code });
  if (reasons.length === 0)
    return (
      <Section title={t('report.reasons')}>
        <Text size="sm" c="dimmed">
          {t('report.reasonsNone')}
        </Text>
      </Section>
    );
  return (
    <Section title={t('report.reasons')} flush>
      <Table aria-label={t('report.reasons')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('report.reason')}</Table.Th>
            <Table.Th ta="right">{t('report.number')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {reasons.map(({ ended, reason, count }) => (
            <Table.Tr key={`${ended} ${reason}`}>
              <Table.Td>
                {ended === 'failed' ? `${t('report.name.failed')}: ${wordOf(reason)}` : wordOf(reason)}
              </Table.Td>
              <Table.Td ta="right">{number(count)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Section>
  );
}

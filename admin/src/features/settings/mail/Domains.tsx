import { Badge, Code, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Copy } from '@/components/ui/Code';
import { Section } from '@/components/ui/Section';
import { useToasts } from '@/components/ui/toast';
import { type Domain, domainsQuery, type Finding, mailApi, refreshMail } from '../api/mail';
import { CheckedHead } from './CheckedHead';

const RECORDS = ['dkim', 'spf', 'dmarc', 'mx'] as const;
const COLOURS: Record<string, string> = { good: 'teal', missing: 'orange', wrong: 'red', unknown: 'gray' };

/** What each domain of a sender has to say in the DNS, and whether it does. */
export function Domains({ canEdit }: { canEdit: boolean }) {
  const { t } = useTranslation();
  const domains = useQuery(domainsQuery).data?.items ?? [];
  if (domains.length === 0) return null;
  return (
    <Section title={t('mail.domains')} text={t('mail.domainsText')}>
      <Stack gap="lg">
        {domains.map((domain) => (
          <OneDomain key={domain.id} domain={domain} canEdit={canEdit} />
        ))}
      </Stack>
    </Section>
  );
}

function OneDomain({ domain, canEdit }: { domain: Domain; canEdit: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const check = useMutation({
    mutationFn: () => mailApi.checkDomain(domain.id),
    onError: toasts.failed,
    onSettled: () => refreshMail(client),
  });
  /** Before the first look only the key is known. */
  const own: Finding = { name: domain.record_name, state: 'unknown', found: '', wanted: domain.record, code: '' };
  const findings = domain.checked_at ? domain.findings : { dkim: own };
  return (
    <Stack gap={8}>
      <CheckedHead
        name={domain.domain}
        state={t(domain.is_signed ? 'mail.signed' : 'mail.unsigned')}
        colour={domain.is_signed ? 'teal' : 'gray'}
        at={domain.checked_at}
        check={canEdit ? check : undefined}
      />
      <Stack gap={10}>
        {RECORDS.map((record) => {
          const finding = findings[record];
          return finding && <Record key={record} record={record} finding={finding} />;
        })}
      </Stack>
    </Stack>
  );
}

function Record({ record, finding }: { record: (typeof RECORDS)[number]; finding: Finding }) {
  const { t } = useTranslation();
  const isGood = finding.state === 'good';
  return (
    <div>
      <Group gap={8}>
        <Text size="sm" fw={500}>
          {t(`mail.records.${record}.name`)}
        </Text>
        <Badge size="sm" variant="light" color={COLOURS[finding.state] ?? 'gray'}>
          {t(`mail.states.${finding.state as 'good'}`)}
        </Badge>
      </Group>
      <Text size="xs" c="dimmed">
        {finding.code ? t(`mail.codes.${finding.code as 'no_answer'}`) : t(`mail.records.${record}.text`)}
      </Text>
      {!isGood && finding.wanted && (
        <Stack gap={2} mt={4}>
          <Line label={record === 'mx' ? 'MX' : 'TXT'} text={finding.name} />
          <Line label={t('mail.value')} text={finding.wanted} />
          {finding.found && <Line label={t('mail.found')} text={finding.found} />}
        </Stack>
      )}
    </div>
  );
}

/** A value that is copied whole, however little of it is seen. */
function Line({ label, text }: { label: string; text: string }) {
  return (
    <Group gap={8} wrap="nowrap" style={{ minWidth: 0 }}>
      <Text size="xs" c="dimmed" w={72} style={{ flex: 'none' }}>
        {label}
      </Text>
      <Code style={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>{text}</Code>
      <Copy value={text} />
    </Group>
  );
}

import { Badge, Group, ScrollArea, Skeleton, Table, Text, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Meaning } from '@/components/ui/Meaning';
import { Moment } from '@/components/ui/Moment';
import { Section } from '@/components/ui/Section';
import { useFormat } from '@/lib/format';
import { useNow } from '@/lib/now';
import type { DomainHealth, Fate, Health } from './api';
import classes from './delivery.module.css';

const NUMBERS = ['sent', 'deferred', 'refused', 'bounced', 'complained'] as const;

interface DomainsProps {
  health: Health | undefined;
  onOpen: (what: Fate, domain: string) => void;
}

/** How each mail service takes letters, in numbers and in its own words. */
export function Domains({ health, onOpen }: DomainsProps) {
  const { t } = useTranslation();
  const { number } = useFormat();
  if (!health) return <Skeleton height={240} radius="md" mb="md" />;
  if (health.domains.length === 0) return null;
  return (
    <Section title={t('sending.domains')} text={t('sending.domainsText')} flush>
      <ScrollArea>
        <Table miw={720} aria-label={t('sending.domains')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('sending.domain')}</Table.Th>
              {NUMBERS.map((name) => (
                <Table.Th key={name} ta="right">
                  {t(`sending.name.${name}`)}
                </Table.Th>
              ))}
              <Table.Th>{t('sending.state')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {health.domains.map((domain) => (
              <Table.Tr key={domain.domain}>
                <Table.Td fw={500}>{domain.domain}</Table.Td>
                {NUMBERS.map((name) => (
                  <Table.Td key={name} ta="right">
                    <UnstyledButton
                      className={classes.number}
                      fz="sm"
                      aria-label={`${domain.domain}, ${t(`sending.name.${name}`)}: ${number(domain[name])}`}
                      onClick={() => onOpen(name, domain.domain)}
                    >
                      {number(domain[name])}
                    </UnstyledButton>
                  </Table.Td>
                ))}
                <Table.Td>
                  <State domain={domain} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea>
    </Section>
  );
}

function State({ domain }: { domain: DomainHealth }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const now = useNow();
  const isHeld = domain.held_until !== null && Date.parse(domain.held_until) > now;
  return (
    <>
      <Group gap={6} wrap="nowrap">
        {isHeld ? (
          <>
            <Badge size="sm" color="orange">
              {t('sending.heldUntil')} <Moment at={domain.held_until} as="time" />
            </Badge>
            <Meaning title={t('sending.heldUntil')} text={t('sending.heldText')} />
          </>
        ) : (
          <Text size="sm" c="dimmed">
            {domain.per_minute === null
              ? t('sending.fine')
              : t('sending.pace', { formatted: number(domain.per_minute) })}
          </Text>
        )}
      </Group>
      {domain.said && (
        <div className={classes.said}>
          {t('sending.said')} {domain.said} · <Moment at={domain.said_at} />
        </div>
      )}
    </>
  );
}

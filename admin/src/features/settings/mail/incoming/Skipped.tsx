import { ActionIcon, Button, Group, Menu, Text } from '@mantine/core';
import { IconDotsVertical, IconDownload, IconMailCheck, IconMailOff, IconRefresh } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Listed } from '@/components/ui/Listed';
import { Moment } from '@/components/ui/Moment';
import { Section } from '@/components/ui/Section';
import { Empty } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import { type InboundMail, incomingApi, skippedQuery } from '../../api/incoming';
import { refreshMail } from '../../api/mail';
import classes from '../../settings.module.css';
import { isReason } from './words';

/** Mails that became no message, each with the reason why, to be tried again. */
export function Skipped({ canRetry }: { canRetry: boolean }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(skippedQuery);
  const mails = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Section title={t('incoming.skipped')} text={t('incoming.skippedText')} flush>
      <Listed query={query} count={2}>
        {mails.length === 0 ? (
          <Empty icon={IconMailOff} title={t('incoming.noSkipped')} text={t('incoming.noSkippedText')} />
        ) : (
          mails.map((each) => <Row key={each.id} mail={each} canRetry={canRetry} />)
        )}
        {query.hasNextPage && (
          <Group justify="center" p="sm">
            <Button variant="subtle" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              {t('common.more')}
            </Button>
          </Group>
        )}
      </Listed>
    </Section>
  );
}

function Row({ mail, canRetry }: { mail: InboundMail; canRetry: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const retry = useMutation({
    mutationFn: (isForced: boolean) => incomingApi.retry(mail.id, isForced),
    onSuccess: () => toasts.done(t('incoming.retried')),
    onError: toasts.failed,
    onSettled: () => refreshMail(client),
  });
  const title = mail.subject || t('incoming.noSubject');
  return (
    <div className={classes.row}>
      <div className={classes.grow}>
        <Text size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>
          {title}
        </Text>
        <Text size="xs" c="dimmed" component="div" style={{ overflowWrap: 'anywhere' }}>
          {mail.sender || t('incoming.unknownSender')} · <Moment at={mail.received_at} />
        </Text>
        <Text size="xs" style={{ overflowWrap: 'anywhere' }}>
          {isReason(mail.reason) ? t(`incoming.reason.${mail.reason}`) : mail.reason}
          {mail.detail && <Text span inherit c="dimmed">{` ${mail.detail}`}</Text>}
        </Text>
      </div>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={t('mail.actionsOf', { name: title })} loading={retry.isPending}>
            <IconDotsVertical size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {canRetry && (
            <>
              <Menu.Item leftSection={<IconRefresh size={15} />} onClick={() => retry.mutate(false)}>
                {t('incoming.retry')}
              </Menu.Item>
              <Menu.Item leftSection={<IconMailCheck size={15} />} onClick={() => retry.mutate(true)}>
                {t('incoming.force')}
              </Menu.Item>
            </>
          )}
          <Menu.Item
            component="a"
            href={`/api/v1/mail/inbound/mails/${mail.id}/raw`}
            leftSection={<IconDownload size={15} />}
            disabled={!mail.has_raw}
          >
            {t('incoming.download')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}

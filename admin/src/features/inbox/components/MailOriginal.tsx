import { Button, Group, Modal, Skeleton, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { LetterFrame } from '@/components/messages/LetterFrame';
import { Failure } from '@/components/ui/states';
import { useFormat } from '@/lib/format';
import { type Mailbox, type OriginalMail, originalQuery, rawUrl } from '../api/mail';
import classes from '../styles/mail.module.css';
import { BodyText } from './BodyText';

/** A mail as it came, in a frame where nothing runs and nothing is fetched unasked. */
export function MailOriginal({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(originalQuery(id));
  return (
    <Modal opened onClose={onClose} size="xl" title={data?.subject || t('inbox.original.title')}>
      {error ? <Failure error={error} onRetry={() => void refetch()} /> : data ? <Letter mail={data} /> : <Waiting />}
    </Modal>
  );
}

function Letter({ mail }: { mail: OriginalMail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const fields: [string, string][] = [
    [t('inbox.original.from'), mail.from ? spell(mail.from) : ''],
    [t('inbox.original.to'), mail.to.map(spell).join(', ')],
    [t('inbox.original.cc'), mail.cc.map(spell).join(', ')],
    [t('inbox.original.at'), format.exact(mail.at ?? mail.received_at)],
  ];
  return (
    <>
      <dl className={classes.fields}>
        {fields.map(([name, value]) => value && [<dt key={name}>{name}</dt>, <dd key={`${name}:`}>{value}</dd>])}
      </dl>
      {mail.has_raw ? (
        <Group gap="xs" mb="sm">
          <Button
            component="a"
            href={rawUrl(mail.id)}
            download={`mail-${mail.id}.eml`}
            size="compact-sm"
            variant="default"
            leftSection={<IconDownload size={14} />}
          >
            {t('inbox.original.save')}
          </Button>
        </Group>
      ) : (
        <Text size="sm" c="dimmed" mb="sm">
          {t('inbox.original.notKept')}
        </Text>
      )}
      {mail.html ? (
        <LetterFrame className={classes.frame} title={mail.subject || t('inbox.original.title')} page={mail.html} />
      ) : (
        <pre className={classes.words}>
          <BodyText body={[mail.text, mail.quoted].filter(Boolean).join('\n\n')} />
        </pre>
      )}
    </>
  );
}

function Waiting() {
  return (
    <>
      <Skeleton h={14} w="60%" mb={8} />
      <Skeleton h={14} w="45%" mb={16} />
      <Skeleton h={260} />
    </>
  );
}

const spell = ({ name, address }: Mailbox): string => (name ? `${name} <${address}>` : address);

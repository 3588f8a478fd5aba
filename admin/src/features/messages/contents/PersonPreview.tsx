import { Button, Group, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSend } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useContext, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Section } from '@/components/ui/Section';
import { useErrorText } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import { useCan } from '@/lib/session';
import { contentPreviewQuery, contentsApi } from '../api/contents';
import type { Channel } from '../api/graph';
import { PersonField } from '../parts/PersonField';
import type { ContentFields } from './ContentEditor';
import classes from './contents.module.css';
import { MessageName } from './name';
import { EventsContext } from './useVariables';

const SETTLE_MS = 300;

interface PersonPreviewProps {
  channel: Channel;
  content: ContentFields;
  /** How it looks; given the words of the person it is shown as. */
  children: (shown: ContentFields) => ReactNode;
}

/** The message as one person would get it, and a way to really send it to him. */
export function PersonPreview({ channel, content, children }: PersonPreviewProps) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const hasEvent = useContext(EventsContext).length > 0;
  const [person, setPerson] = useState('');
  const [asked] = useDebouncedValue(content, SETTLE_MS);
  const name = useContext(MessageName);
  const query = useQuery(contentPreviewQuery({ channel, content: asked }, { person, name }));
  const isWhole = query.data?.content != null && query.data.faults.length === 0;
  return (
    <aside className={classes.aside}>
      <Section title={t('messages.preview.title')}>
        <Stack gap="sm">
          <PersonField
            label={t('messages.preview.as')}
            placeholder={t('messages.preview.example')}
            person={person}
            onPick={setPerson}
          />
          {/* While it has faults, what was typed stands there as it is. */}
          {children(isWhole ? (query.data?.content ?? content) : content)}
          {query.error && (
            <Text size="xs" c="red" role="alert">
              {errorText(query.error)}
            </Text>
          )}
          {hasEvent && (
            <Text size="xs" c="dimmed">
              {t('messages.preview.noEvent')}
            </Text>
          )}
          <TestSend channel={channel} content={content} person={person} isWhole={isWhole} />
        </Stack>
      </Section>
    </aside>
  );
}

interface TestSendProps {
  channel: Channel;
  content: ContentFields;
  person: string;
  isWhole: boolean;
}

function TestSend({ channel, content, person, isWhole }: TestSendProps) {
  const { t } = useTranslation();
  const toasts = useToasts();
  const canWrite = useCan('messages_write');
  const name = useContext(MessageName);
  const send = useMutation({
    mutationFn: () => contentsApi.test({ channel, content }, person, name),
    onSuccess: () => toasts.done(t('messages.preview.sent')),
    onError: toasts.failed,
  });
  if (!canWrite) return null;
  return (
    <Group gap="xs">
      <Button
        variant="default"
        size="compact-md"
        leftSection={<IconSend size={14} />}
        disabled={person === '' || !isWhole}
        loading={send.isPending}
        onClick={() => send.mutate()}
      >
        {t('messages.preview.test')}
      </Button>
      <Text size="xs" c="dimmed" style={{ flex: 1 }}>
        {person === '' ? (
          t('messages.preview.choose')
        ) : (
          <Link to={`/people/${person}`} style={{ textDecoration: 'underline' }}>
            {t('messages.preview.card')}
          </Link>
        )}
      </Text>
    </Group>
  );
}

import { Button, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Moment } from '@/components/ui/Moment';
import { useToasts } from '@/components/ui/toast';
import { withTexts } from '@/i18n/parts';
import { useCan } from '@/lib/session';
import { resend, type Send, scenarioNamesQuery } from './api';
import { ChannelIcon } from './ChannelIcon';
import classes from './messages.module.css';
import { HEARD, lastHeard, reasonWords, waitWords } from './words';

const LetterModal = lazy(withTexts(['sending'], () => import('./LetterModal')));

const WAITING: readonly Send['state'][] = ['planned', 'ready', 'claimed'];

interface SendLineProps {
  send: Send;
  /** Its name stands above. */
  isNameless?: boolean;
}

/** One message to one person, and what was decided about it, in words. */
export function SendLine({ send, isNameless = false }: SendLineProps) {
  const { t } = useTranslation();
  return (
    <li className={classes.send} data-state={send.state}>
      <ChannelIcon channel={send.channel} size={24} />
      <div style={{ minWidth: 0, flex: 1 }}>
        <div className={classes.first}>
          {isNameless ? <span>{t(`messages.channel.${send.channel}`)}</span> : <Name send={send} />}
          <Text span size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
            <Moment at={send.sent_at ?? send.planned_at} />
          </Text>
        </div>
        <Decision send={send} />
        {send.journal.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a journal only grows
          <Delay key={index} line={line} />
        ))}
        {send.channel === 'email' && <Heard send={send} />}
        {send.state === 'unknown' && <Resend send={send} />}
      </div>
    </li>
  );
}

function Name({ send }: { send: Send }) {
  const { t } = useTranslation();
  const names = useQuery(scenarioNamesQuery).data;
  if (send.scenario_id === null)
    return <span>{t(send.node === 'test' ? 'messages.why.test' : 'messages.why.byHand')}</span>;
  const id = String(send.scenario_id);
  return (
    <Text component={Link} to={`/messages/${id}`} inherit fw={500} truncate>
      {names?.get(id)?.name ?? `№ ${id}`}
    </Text>
  );
}

function Decision({ send }: { send: Send }) {
  const { t } = useTranslation();
  const { state, reason, error, due_at } = send;
  const heard = lastHeard(send);
  if (WAITING.includes(state))
    return (
      <div className={classes.words}>
        {due_at ? (
          <>
            {t('messages.why.waits')} <Moment at={due_at} as="moment" />
          </>
        ) : (
          t('messages.why.held')
        )}
      </div>
    );
  if (state === 'sent')
    return (
      <div className={classes.words}>
        {t('messages.why.sent')}
        {heard && (
          <>
            {' · '}
            {t(`messages.heard.${heard.word}`)} <Moment at={heard.at} />
          </>
        )}
      </div>
    );
  return (
    <div className={classes.words} data-bad>
      {t(`messages.why.${state as 'skipped' | 'failed' | 'unknown'}`)}
      {reason && `: ${reasonWords(t, reason)}`}
      {error && <div className={classes.error}>{error}</div>}
    </div>
  );
}

/** All that was heard of a letter, and the letter itself. */
function Heard({ send }: { send: Send }) {
  const { t } = useTranslation();
  const [isOpen, open] = useState(false);
  const strongest = lastHeard(send)?.word;
  const others = HEARD.filter((word) => word !== strongest && send.heard[word]);
  return (
    <div className={classes.heard}>
      {others.map((word) => (
        <span key={word}>
          {t(`messages.heard.${word}`)} <Moment at={send.heard[word]} />
        </span>
      ))}
      <Button size="compact-xs" variant="subtle" onClick={() => open(true)}>
        {t('messages.why.showLetter')}
      </Button>
      {isOpen && (
        <Suspense>
          <LetterModal send={send.id} onClose={() => open(false)} />
        </Suspense>
      )}
    </div>
  );
}

/** Why it left later, or was tried again. */
function Delay({ line }: { line: Send['journal'][number] }) {
  const { t } = useTranslation();
  const what = typeof line.what === 'string' ? line.what : '';
  if (!what) return null;
  return (
    <div className={classes.delay}>
      {waitWords(t, what)}
      {typeof line.until === 'string' && (
        <>
          {' · '}
          <Moment at={line.until} as="moment" />
        </>
      )}
      {typeof line.error === 'string' && line.error !== '' && <div className={classes.error}>{line.error}</div>}
    </div>
  );
}

/** It may have arrived: to send it again is somebody's decision. */
function Resend({ send }: { send: Send }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const canWrite = useCan('messages_write');
  const [isAsked, ask] = useState(false);
  const again = useMutation({
    mutationFn: () => resend(send.id),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['scenarios', 'person', send.profile_id] });
      void client.invalidateQueries({ queryKey: ['scenarios', 'person'] });
      toasts.done(t('messages.why.resent'));
    },
    onError: toasts.failed,
  });
  if (!canWrite) return null;
  return (
    <div className={classes.resend}>
      {isAsked && <span>{t('messages.why.twice')}</span>}
      <Button
        size="compact-xs"
        variant={isAsked ? 'filled' : 'default'}
        loading={again.isPending}
        onClick={() => (isAsked ? again.mutate() : ask(true))}
      >
        {t(isAsked ? 'messages.why.resendSure' : 'messages.why.resend')}
      </Button>
    </div>
  );
}

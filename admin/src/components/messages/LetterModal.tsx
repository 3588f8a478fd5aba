import { Group, Modal, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Listed } from '@/components/ui/Listed';
import { Moment } from '@/components/ui/Moment';
import { type LetterDetails, type LetterHit, letterQuery } from './api';
import { LetterFrame } from './LetterFrame';
import classes from './messages.module.css';
import { HEARD, reasonWords } from './words';

interface LetterModalProps {
  send: number;
  onClose: () => void;
  /** The card is not where one comes from. */
  hasCard?: boolean;
}

/** One letter to one person as it left, and what became of it. */
export default function LetterModal({ send, onClose, hasCard = false }: LetterModalProps) {
  const { t } = useTranslation();
  const query = useQuery(letterQuery(send));
  const letter = query.data;
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={letter?.subject || t('sending.letter.title')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Listed query={query} count={8}>
        {letter && (
          <Stack gap="sm">
            <Head letter={letter} hasCard={hasCard} />
            <Page letter={letter} />
            <Trail letter={letter} />
          </Stack>
        )}
      </Listed>
    </Modal>
  );
}

function Head({ letter: { send }, hasCard }: { letter: LetterDetails; hasCard: boolean }) {
  const { t } = useTranslation();
  return (
    <Group gap="lg" fz="sm">
      <span>
        {t('sending.letter.to')}: {send.address ?? '—'}
      </span>
      {send.sent_at && (
        <span>
          {t('sending.letter.sentAt')}: <Moment at={send.sent_at} as="moment" />
        </span>
      )}
      {hasCard && (
        <Text component={Link} to={`/people/${send.profile_id}`} inherit td="underline">
          {t('sending.letter.from')}
        </Text>
      )}
    </Group>
  );
}

function Page({ letter: { html, text, fault } }: { letter: LetterDetails }) {
  const { t } = useTranslation();
  if (fault)
    return (
      <Text size="sm" c="dimmed">
        {t('sending.letter.gone', { reason: fault })}
      </Text>
    );
  return (
    <div>
      {html ? (
        <LetterFrame className={classes.letter} title={t('sending.letter.frame')} page={html} />
      ) : (
        <pre className={classes.plain}>{text}</pre>
      )}
      <Text size="xs" c="dimmed" mt={4}>
        {t('sending.letter.anew')}
      </Text>
    </div>
  );
}

function Trail({ letter: { send, hits } }: { letter: LetterDetails }) {
  const { t } = useTranslation();
  const heard = HEARD.filter((word) => send.heard[word]).reverse();
  return (
    <section>
      <Text size="sm" fw={600} component="h3">
        {t('sending.letter.trail')}
      </Text>
      <ul className={classes.trail}>
        {hits.length + heard.length === 0 && <li>{t('sending.letter.nothing')}</li>}
        {heard.map((word) => (
          <li key={word}>
            {t(`messages.heard.${word}`)} · <Moment at={send.heard[word]} as="moment" />
          </li>
        ))}
        {hits.map((hit) => (
          <Hit key={`${hit.what} ${hit.seen} ${hit.link}`} hit={hit} />
        ))}
        {(send.reason || send.error) && (
          <li className={classes.words} data-bad>
            {[reasonWords(t, send.reason), send.error].filter(Boolean).join(': ')}
          </li>
        )}
      </ul>
    </section>
  );
}

const SEEN = ['human', 'proxy', 'prefetch', 'scanner'] as const;

function Hit({ hit }: { hit: LetterHit }) {
  const { t } = useTranslation();
  const seen = SEEN.find((each) => each === hit.seen) ?? 'human';
  return (
    <li>
      {t(hit.what === 'click' ? 'sending.letter.clicked' : 'sending.letter.opened')} {t(`sending.letter.seen.${seen}`)}
      {', '}
      {t('sending.letter.times', { count: hit.count })} · <Moment at={hit.first_at} as="moment" />
      {hit.count > 1 && (
        <>
          {', '}
          {t('sending.letter.last')} <Moment at={hit.last_at} as="moment" />
        </>
      )}
      {hit.link && <div className={classes.error}>{hit.link}</div>}
    </li>
  );
}

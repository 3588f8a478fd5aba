import { Button, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { reasonWords, waitWords } from '@/components/messages/words';
import { ListDrawer, Paged } from '@/components/ui/ListDrawer';
import { Moment } from '@/components/ui/Moment';
import { type Fate, lettersQuery, type MailLetter } from './api';
import classes from './delivery.module.css';

const LetterModal = lazy(() => import('@/components/messages/LetterModal'));
const FATES: readonly Fate[] = [
  ...(['sent', 'delivered', 'deferred', 'refused', 'bounced', 'complained', 'waiting', 'unknown'] as const),
];

interface DrawerProps {
  what: string;
  domain: string;
  days: string;
  onClose: () => void;
}

/** The letters behind a number. */
export function LettersDrawer({ what, domain, days, onClose }: DrawerProps) {
  const { t } = useTranslation();
  const fate = FATES.find((each) => each === what);
  const title = fate && [t(`sending.name.${fate}`), domain].filter(Boolean).join(' · ');
  const [shown, show] = useState<number | null>(null);
  return (
    <>
      {/* Escape is heard by both: it closes the letter that stands over the list, and then the list. */}
      <ListDrawer title={title ?? null} onClose={() => shown === null && onClose()}>
        {fate && <Letters what={fate} domain={domain} days={days} onShow={show} />}
      </ListDrawer>
      {shown !== null && (
        <Suspense>
          <LetterModal send={shown} hasCard onClose={() => show(null)} />
        </Suspense>
      )}
    </>
  );
}

interface LettersProps {
  what: Fate;
  domain: string;
  days: string;
  onShow: (send: number) => void;
}

function Letters({ what, domain, days, onShow }: LettersProps) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(lettersQuery(what, days, domain));
  return (
    <>
      <Text size="sm" c="dimmed" mb="xs">
        {t(`sending.meaning.${what}`)}
      </Text>
      <Paged
        query={query}
        isEmpty={(pages) => pages.every(({ items }) => items.length === 0)}
        empty={t('sending.listEmpty')}
      >
        {(pages) => (
          <ul className={classes.lines}>
            {pages
              .flatMap((page) => page.items)
              .map((letter) => (
                <Line key={letter.send_id} letter={letter} onShow={onShow} />
              ))}
          </ul>
        )}
      </Paged>
    </>
  );
}

function Line({ letter, onShow }: { letter: MailLetter; onShow: (id: number) => void }) {
  const { t } = useTranslation();
  const last = letter.journal.at(-1);
  const waits = letter.state !== 'sent' && typeof last?.what === 'string' ? waitWords(t, last.what) : '';
  return (
    <li className={classes.line}>
      <div className={classes.lineHead}>
        <Text component={Link} to={`/people/${letter.profile_id}`} size="sm" fw={500} truncate>
          {letter.name ?? letter.address ?? t('sending.nameless')}
        </Text>
        <Text span size="xs" c="dimmed">
          <Moment at={letter.at} as="moment" />
        </Text>
      </div>
      {letter.name && letter.address && (
        <Text size="xs" c="dimmed" truncate>
          {letter.address}
        </Text>
      )}
      {[reasonWords(t, letter.reason), waits, letter.error].filter(Boolean).map((words) => (
        <div key={words} className={classes.said}>
          {words}
        </div>
      ))}
      <Button size="compact-xs" variant="subtle" ml={-8} onClick={() => onShow(letter.send_id)}>
        {t('sending.open')}
      </Button>
    </li>
  );
}

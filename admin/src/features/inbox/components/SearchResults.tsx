import { Button, Text } from '@mantine/core';
import { IconSearchOff } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Moment } from '@/components/ui/Moment';
import { Empty, Failure, Lines } from '@/components/ui/states';
import { searchQuery } from '../api';
import type { Found } from '../api/types';
import type { Inbox } from '../store/inbox';
import classes from '../styles/rows.module.css';
import { markRanges } from '../text/parse';
import { usePerson } from '../useInbox';
import { nameOf } from '../words';

interface ResultsProps {
  inbox: Inbox;
  words: string;
  onOpen: (id: number, part?: number) => void;
}

/** What was ever said with these words. */
export function SearchResults({ inbox, words, onOpen }: ResultsProps) {
  const { t } = useTranslation();
  const query = useInfiniteQuery({ ...searchQuery(words), placeholderData: keepPreviousData });
  const pages = query.data?.pages;
  const found = useMemo(() => pages?.flatMap((page) => page.items), [pages]);
  useEffect(() => {
    for (const page of pages ?? []) {
      inbox.learn(
        page.items.map(({ conversation }) => conversation),
        page.people,
      );
    }
  }, [inbox, pages]);
  if (query.error && !found) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (!found)
    return (
      <div style={{ padding: 16 }}>
        <Lines count={6} height={20} />
      </div>
    );
  if (found.length === 0)
    return <Empty icon={IconSearchOff} title={t('inbox.nothingFound')} text={t('inbox.nothingFoundText')} />;
  return (
    <div className={classes.list} role="region" aria-label={t('inbox.found')} tabIndex={0}>
      {found.map((each, index) => (
        <FoundRow key={index} inbox={inbox} found={each} onOpen={onOpen} />
      ))}
      {query.hasNextPage && (
        <Button
          m="sm"
          size="xs"
          variant="default"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t('common.more')}
        </Button>
      )}
    </div>
  );
}

function FoundRow({ inbox, found, onOpen }: Pick<ResultsProps, 'inbox' | 'onOpen'> & { found: Found }) {
  const { t } = useTranslation();
  const { conversation, part, snippet, ranges } = found;
  const person = usePerson(inbox, conversation.profile_id);
  return (
    <button type="button" className={classes.found} onClick={() => onOpen(conversation.id, part?.id)}>
      <span style={{ display: 'flex', justifyContent: 'space-between', gap: 8 }}>
        <span className={classes.name}>{nameOf(t, conversation.profile_id, person)}</span>
        <Text span size="xs" c="dimmed">
          <Moment at={part?.at ?? conversation.last_at} />
        </Text>
      </span>
      <span style={{ display: 'block', overflowWrap: 'anywhere' }}>
        {markRanges(snippet, ranges).map((piece, index) =>
          piece.isMarked ? <mark key={index}>{piece.text}</mark> : piece.text,
        )}
      </span>
    </button>
  );
}

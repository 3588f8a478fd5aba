import { Button, VisuallyHidden } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Fragment, memo, useCallback, useDeferredValue, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/lib/format';
import { operatorsQuery } from '../api';
import type { Conversation, Part } from '../api/types';
import type { Inbox } from '../store/inbox';
import type { Outgoing } from '../store/outbox';
import { UNREAD_WINDOW } from '../store/shot';
import { partsOf, readKey } from '../store/state';
import classes from '../styles/feed.module.css';
import { usePerson, useSame, useShot } from '../useInbox';
import { useNearness } from '../useNearness';
import { usePlace } from '../usePlace';
import { nameOf, operatorName } from '../words';
import type { PartTools } from './FeedPart';
import { FeedTalk, type TalkParts } from './FeedTalk';
import { Pending } from './Pending';

/** Older parts are asked for so long before their place is reached. */
const AHEAD_PX = 1_000;
/** So many parts are read at once on the way to one that was asked for. */
const MANY = 200;
const NO_TOOLS: PartTools = {};
const NOTHING: TalkParts[] = [];

interface FeedProps {
  inbox: Inbox;
  row: Conversation;
  /** All conversations of the person, one after another. */
  isWhole: boolean;
  /** The part that was asked for. */
  found: number | null;
  tools: PartTools;
  onEdit: (item: Outgoing) => void;
}

const isWord = (part: Part): boolean => part.kind !== 'happening' && part.deleted_at === null;

/** The first word of the visitor that the member had not read when he came; told once, for as long as he stays. */
function useFirstNew(inbox: Inbox, row: Conversation, own: readonly Part[]): number | undefined {
  const [seen] = useState(() => inbox.shot.state.reads.get(readKey(row.id, inbox.member))?.part);
  const [newest] = useState(row.last_part);
  if (seen === undefined || seen <= 0) return undefined;
  return own.find(({ id, author }) => id > seen && id <= newest && author.kind === 'visitor')?.id;
}

const isSameTalk = (one: TalkParts, other: TalkParts): boolean =>
  one.row === other.row &&
  one.hasOlder === other.hasOlder &&
  one.parts.length === other.parts.length &&
  one.parts.every((part, index) => part === other.parts[index]);

/** The conversations to be shown, as far as they have been read without a gap, and the one whose older parts come next. */
function useTalks(inbox: Inbox, row: Conversation, isWhole: boolean): { talks: TalkParts[]; oldest: number } {
  const windows = useShot(inbox, (shot) => shot.windows);
  const parts = useShot(inbox, (shot) => shot.state.parts);
  const rows = useShot(inbox, (shot) => (isWhole ? shot.state.conversations : null));
  const talks: TalkParts[] = [];
  let oldest = row.id;
  const also = isWhole ? (windows.get(row.id)?.also ?? []) : [];
  for (const id of [row.id, ...[...also].sort((one, other) => other - one)]) {
    oldest = id;
    const shown = id === row.id ? row : rows?.get(id);
    const known = windows.get(id) ?? UNREAD_WINDOW;
    if (!known.isRead || !shown) break;
    talks.unshift({ row: shown, parts: partsOf(parts, id, known.from), hasOlder: known.next !== null });
    if (known.next !== null) break;
  }
  return { talks: useSame(talks, isSameTalk), oldest };
}

/** A conversation as it was spoken. Drawn in slices between what its reader does. */
export const Feed = memo(function Feed({ inbox, row, isWhole, found, tools, onEdit }: FeedProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const operators = useQuery(operatorsQuery).data;
  const { talks, oldest } = useTalks(inbox, row, isWhole);
  const outbox = useShot(inbox, (shot) => shot.outbox);
  const known = useMemo(() => ({ talks, outbox }), [talks, outbox]);
  const shown = useDeferredValue(known, { talks: NOTHING, outbox: [] });
  const own = useMemo(() => shown.talks.at(-1)?.parts ?? [], [shown.talks]);
  const keys = useMemo(() => new Set(own.map((part) => part.client_key)), [own]);
  const waiting = shown.outbox.filter((item) => item.conversation === row.id && !keys.has(item.key));
  const [first, last, count] = [shown.talks[0]?.parts[0]?.id, own.at(-1)?.id, own.length + waiting.length];
  const isDrawn = found !== null && own.some(({ id }) => id === found);
  const place = { key: `${row.id}/${String(isWhole)}`, first, last, count, found: isDrawn ? found : null };
  const { box, note, toEnd, left } = usePlace(place);
  const watch = useNearness(box);
  const came = left === null ? 0 : own.filter((part) => part.id > left && isWord(part)).length;
  const firstNew = useFirstNew(inbox, row, own);
  const older = useCallback(() => void inbox.older(oldest), [inbox, oldest]);
  useEffect(() => {
    // Little of it was read, or what came was little: there may be nothing to scroll.
    if (shown.talks.length > 0 && box.current && box.current.scrollTop < AHEAD_PX) older();
  }, [shown.talks, box, older]);
  const end = talks.at(-1)?.parts[0]?.id;
  useEffect(() => {
    if (found !== null && end !== undefined && end > found) void inbox.older(row.id, { limit: MANY });
  }, [inbox, row.id, found, end]);
  const names = (part: Part): string => part.author.name || operatorName(t, operators, part.author.id);
  return (
    <div className={classes.frame}>
      <Earlier inbox={inbox} id={oldest} />
      <div
        ref={box}
        className={classes.feed}
        role="log"
        // What scrolling brings into the document is no news; Spoken tells what is.
        aria-live="off"
        aria-label={t('inbox.feed')}
        tabIndex={0}
        onScroll={(event) => {
          note();
          if (event.currentTarget.scrollTop < AHEAD_PX) older();
        }}
      >
        <div className={classes.lines}>
          {shown.talks.map((talk) => {
            const { id, started_at } = talk.row;
            const isOpen = id === row.id;
            return (
              <Fragment key={id}>
                <FeedTalk
                  inbox={inbox}
                  talk={talk}
                  tools={isOpen ? tools : NO_TOOLS}
                  watch={watch}
                  found={isOpen ? found : null}
                  firstNew={isOpen ? firstNew : undefined}
                />
                {!isOpen && (
                  <div
                    className={classes.before}
                    role="separator"
                    aria-label={t('inbox.conversationOf', { at: format.day(started_at) })}
                  />
                )}
              </Fragment>
            );
          })}
          {waiting.map((item) => (
            <Pending
              key={item.key}
              inbox={inbox}
              item={item}
              nameOf={names}
              onEdit={onEdit}
              meanwhile={own.filter(
                (part) =>
                  part.id > item.seen &&
                  part.kind === 'message' &&
                  part.author.kind === 'operator' &&
                  part.author.id !== inbox.member,
              )}
            />
          ))}
        </div>
      </div>
      {left !== null && (
        <button type="button" className={classes.down} data-came={came > 0 || undefined} onClick={toEnd}>
          <IconArrowDown size={16} aria-hidden />
          {came > 0 ? t('inbox.came', { count: came }) : <VisuallyHidden>{t('inbox.toEnd')}</VisuallyHidden>}
        </button>
      )}
      <Spoken inbox={inbox} row={row} last={own.at(-1)} />
    </div>
  );
});

/** Older parts are on their way, or did not come. */
function Earlier({ inbox, id }: { inbox: Inbox; id: number }) {
  const { t } = useTranslation();
  const known = useShot(inbox, (shot) => shot.windows.get(id)) ?? UNREAD_WINDOW;
  if (!known.isLoading && !known.error) return null;
  return (
    <div className={classes.earlier}>
      <Button
        size="compact-xs"
        variant="default"
        loading={known.isLoading}
        onClick={() => void inbox.older(id, { again: true })}
      >
        {t(known.error ? 'inbox.earlierFailed' : 'inbox.earlier')}
      </Button>
    </div>
  );
}

/** Says to who does not see it what has just been said. */
function Spoken({ inbox, row, last }: { inbox: Inbox; row: Conversation; last: Part | undefined }) {
  const { t } = useTranslation();
  const operators = useQuery(operatorsQuery).data;
  const person = usePerson(inbox, row.profile_id);
  const [began] = useState(row.last_part);
  const isOwn = last?.author.kind === 'operator' && last.author.id === inbox.member;
  const said = last && last.id > began && isWord(last) && !isOwn ? last : null;
  const { kind, id, name } = said?.author ?? {};
  const who = kind === 'visitor' ? nameOf(t, row.profile_id, person) : name || operatorName(t, operators, id ?? null);
  return <VisuallyHidden aria-live="polite">{said && `${who}: ${said.body}`}</VisuallyHidden>;
}

import { Button, VisuallyHidden } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { memo, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/lib/format';
import { operatorsQuery } from '../api';
import type { Conversation, Part } from '../api/types';
import type { Inbox } from '../store/inbox';
import type { Outgoing } from '../store/outbox';
import { UNREAD_WINDOW } from '../store/shot';
import { partsOf, readKey } from '../store/state';
import classes from '../styles/feed.module.css';
import { useConversation, useShot } from '../useInbox';
import { usePlace } from '../usePlace';
import { operatorName } from '../words';
import type { PartTools } from './FeedPart';
import { FeedParts } from './FeedParts';
import { Pending } from './Pending';

const AHEAD_PX = 240;
const NO_TOOLS: PartTools = {};

interface FeedProps {
  inbox: Inbox;
  row: Conversation;
  /** All conversations of the person, one after another. */
  isWhole: boolean;
  tools: PartTools;
  onEdit: (item: Outgoing) => void;
}

/** The list of before for as long as the same things stand in it. */
function useSame<T>(list: T[]): T[] {
  const [known, keep] = useState(list);
  if (known.length === list.length && known.every((each, index) => each === list[index])) return known;
  keep(list);
  return list;
}

const isWord = (part: Part): boolean => part.kind !== 'happening' && part.deleted_at === null;

/** The first word of the visitor that the member had not read when he came; told once, for as long as he stays. */
function useFirstNew(inbox: Inbox, row: Conversation, own: readonly Part[]): number | undefined {
  const [seen] = useState(() => inbox.shot.state.reads.get(readKey(row.id, inbox.member))?.part);
  const [newest] = useState(row.last_part);
  if (seen === undefined || seen <= 0) return undefined;
  return own.find(({ id, author }) => id > seen && id <= newest && author.kind === 'visitor')?.id;
}

/** A conversation as it was spoken. */
export const Feed = memo(function Feed({ inbox, row, isWhole, tools, onEdit }: FeedProps) {
  const { t } = useTranslation();
  const known = useShot(inbox, (shot) => shot.windows.get(row.id)) ?? UNREAD_WINDOW;
  const parts = useShot(inbox, (shot) => shot.state.parts);
  const outbox = useShot(inbox, (shot) => shot.outbox);
  const operators = useQuery(operatorsQuery).data;
  const own = useSame(useMemo(() => partsOf(parts, row.id, known.from), [parts, row.id, known.from]));
  const keys = useMemo(() => new Set(own.map((part) => part.client_key)), [own]);
  const waiting = outbox.filter((item) => item.conversation === row.id && !keys.has(item.key));
  const [last, count] = [own.at(-1)?.id, own.length + waiting.length];
  const { box, note, toEnd, left } = usePlace({ key: `${row.id}/${String(isWhole)}`, first: own[0]?.id, last, count });
  const came = left === null ? 0 : own.filter((part) => part.id > left && isWord(part)).length;
  const firstNew = useFirstNew(inbox, row, own);
  const older = () => void inbox.older(row.id);
  const names = (part: Part): string => part.author.name || operatorName(t, operators, part.author.id);
  return (
    <div className={classes.frame}>
      <div
        ref={box}
        className={classes.feed}
        role="log"
        aria-label={t('inbox.feed')}
        tabIndex={0}
        onScroll={(event) => {
          note();
          if (event.currentTarget.scrollTop < AHEAD_PX && !known.error) older();
        }}
      >
        <div className={classes.lines}>
          {isWhole && known.also.map((id) => <Other key={id} inbox={inbox} id={id} />)}
          {known.next !== null && (
            <div className={classes.happening}>
              <Button size="compact-xs" variant="subtle" color="gray" loading={known.isLoading} onClick={older}>
                {t(known.error ? 'inbox.earlierFailed' : 'inbox.earlier')}
              </Button>
            </div>
          )}
          <FeedParts inbox={inbox} row={row} parts={own} tools={tools} firstNew={firstNew} />
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
    </div>
  );
});

/** Another conversation of the person, as far as its newest parts. */
function Other({ inbox, id }: { inbox: Inbox; id: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const row = useConversation(inbox, id);
  const known = useShot(inbox, (shot) => shot.windows.get(id)) ?? UNREAD_WINDOW;
  const parts = useShot(inbox, (shot) => shot.state.parts);
  const own = useSame(useMemo(() => partsOf(parts, id, known.from), [parts, id, known.from]));
  useEffect(() => void inbox.open(id), [inbox, id]);
  if (!row) return null;
  return (
    <section aria-label={t('inbox.conversationOf', { at: format.day(row.started_at) })}>
      <FeedParts inbox={inbox} row={row} parts={own} tools={NO_TOOLS} />
      <hr style={{ border: 0, borderTop: '1px solid var(--line)', margin: '16px 0' }} />
    </section>
  );
}

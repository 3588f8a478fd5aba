import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Fragment, type ReactNode, useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/lib/format';
import { operatorsQuery } from '../api';
import type { Conversation, Part } from '../api/types';
import type { Inbox } from '../store/inbox';
import type { Outgoing } from '../store/outbox';
import { UNREAD_WINDOW } from '../store/shot';
import { partsOf } from '../store/state';
import classes from '../styles/feed.module.css';
import { useConversation, usePerson, useShot } from '../useInbox';
import { foldTags, happeningText, nameOf, operatorName } from '../words';
import { FeedPart, type PartTools } from './FeedPart';
import { Pending } from './Pending';
import { QuietMail } from './QuietMail';
import { Rated } from './Rating';

const TOGETHER_MS = 5 * 60_000;
const NEAR_PX = 80;
const AHEAD_PX = 240;

interface FeedProps {
  inbox: Inbox;
  row: Conversation;
  /** All conversations of the person, one after another. */
  isWhole: boolean;
  tools: PartTools;
  onEdit: (item: Outgoing) => void;
}

/** Keeps the end in sight while it is, and the place when older parts come in above. */
function usePlace(key: string, first: number | undefined, count: number) {
  const box = useRef<HTMLDivElement>(null);
  const place = useRef({ key: '', first, fromEnd: 0, isAtEnd: true });
  const note = (): void => {
    const { current } = box;
    if (!current) return;
    const fromEnd = current.scrollHeight - current.scrollTop;
    place.current.fromEnd = fromEnd;
    place.current.isAtEnd = fromEnd - current.clientHeight < NEAR_PX;
  };
  useLayoutEffect(() => {
    const { current } = box;
    const was = place.current;
    if (!current) return;
    if (was.key !== key || was.isAtEnd) current.scrollTop = current.scrollHeight;
    else if (first !== was.first) current.scrollTop = current.scrollHeight - was.fromEnd;
    place.current = { ...was, key, first, isAtEnd: was.key !== key || was.isAtEnd };
    note();
  }, [key, first, count]);
  useEffect(() => {
    // Pictures and the keyboard of a phone change the height under the reader.
    const watcher = new ResizeObserver(() => {
      if (box.current && place.current.isAtEnd) box.current.scrollTop = box.current.scrollHeight;
    });
    if (box.current) watcher.observe(box.current);
    for (const child of box.current?.children ?? []) watcher.observe(child);
    return () => watcher.disconnect();
  }, [key]);
  return { box, note };
}

export function Feed({ inbox, row, isWhole, tools, onEdit }: FeedProps) {
  const { t } = useTranslation();
  const known = useShot(inbox, (shot) => shot.windows.get(row.id)) ?? UNREAD_WINDOW;
  const parts = useShot(inbox, (shot) => shot.state.parts);
  const outbox = useShot(inbox, (shot) => shot.outbox);
  const operators = useQuery(operatorsQuery).data;
  const own = useMemo(() => partsOf(parts, row.id, known.from), [parts, row.id, known.from]);
  const keys = useMemo(() => new Set(own.map((part) => part.client_key)), [own]);
  const waiting = outbox.filter((item) => item.conversation === row.id && !keys.has(item.key));
  const { box, note } = usePlace(`${row.id}/${String(isWhole)}`, own[0]?.id, own.length + waiting.length);
  const older = () => void inbox.older(row.id);
  const names = (part: Part) => part.author.name || operatorName(t, operators, part.author.id);
  return (
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
        <Parts inbox={inbox} row={row} parts={own} tools={tools} />
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
  );
}

/** Another conversation of the person, as far as its newest parts. */
function Other({ inbox, id }: { inbox: Inbox; id: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const row = useConversation(inbox, id);
  const known = useShot(inbox, (shot) => shot.windows.get(id)) ?? UNREAD_WINDOW;
  const parts = useShot(inbox, (shot) => shot.state.parts);
  const own = useMemo(() => partsOf(parts, id, known.from), [parts, id, known.from]);
  useEffect(() => void inbox.open(id), [inbox, id]);
  if (!row) return null;
  return (
    <section aria-label={t('inbox.conversationOf', { at: format.day(row.started_at) })}>
      <Parts inbox={inbox} row={row} parts={own} tools={{}} />
      <hr style={{ border: 0, borderTop: '1px solid var(--line)', margin: '16px 0' }} />
    </section>
  );
}

function Parts({ inbox, row, parts, tools }: { inbox: Inbox; row: Conversation; parts: Part[]; tools: PartTools }) {
  const { t } = useTranslation();
  const format = useFormat();
  const operators = useQuery(operatorsQuery).data;
  const person = usePerson(inbox, row.profile_id);
  const visitor = nameOf(t, row.profile_id, person);
  const names = (id: number | null) => operatorName(t, operators, id);
  const authorOf = ({ author }: Part): string => {
    if (author.kind === 'visitor') return visitor;
    if (author.kind === 'bot' || author.kind === 'system') return author.name || t('inbox.bot');
    return author.name || names(author.id);
  };
  const lines: ReactNode[] = [];
  const told = foldTags(parts);
  told.forEach((part, index) => {
    const [before, after] = [told[index - 1], told[index + 1]];
    const day = format.day(part.at);
    if (!before || format.day(before.at) !== day)
      lines.push(
        <div key={`day-${part.id}`} className={classes.day}>
          {day}
        </div>,
      );
    if (part.data.what === 'rated' && typeof part.data.score === 'number')
      lines.push(
        <Rated
          key={part.id}
          score={part.data.score}
          comment={row.rated_at && Date.parse(row.rated_at) >= Date.parse(part.at) ? row.rating_comment : ''}
          note={`${visitor} · ${format.time(part.at)}`}
        />,
      );
    else if (isQuietMail(part))
      lines.push(
        <QuietMail
          key={part.id}
          part={part}
          text={`${happeningText(t, part, { names, moment: format.moment, person: visitor })} · ${format.time(part.at)}`}
          exact={format.exact(part.at)}
        />,
      );
    else if (part.kind === 'happening')
      lines.push(
        <div key={part.id} className={classes.happening} title={format.exact(part.at)}>
          {happeningText(t, part, { names, moment: format.moment, person: visitor })} · {format.time(part.at)}
        </div>,
      );
    else
      lines.push(
        <FeedPart
          key={part.id}
          part={part}
          isFirst={!isTogether(before, part)}
          isLast={!isTogether(part, after)}
          author={authorOf(part)}
          face={person?.name || person?.email || null}
          profile={row.profile_id}
          isRead={row.visitor_read >= part.id}
          tools={tools}
        />,
      );
  });
  return <Fragment>{lines}</Fragment>;
}

/** What came by mail and wakes nobody. */
function isQuietMail({ kind, data }: Part): boolean {
  return kind === 'happening' && (data.what === 'auto_reply' || data.what === 'many_mails');
}

/** Whether two parts stand as one: the same author and kind, within minutes. */
function isTogether(one: Part | undefined, other: Part | undefined): boolean {
  if (!one || !other || one.kind !== other.kind || one.kind === 'happening') return false;
  const isSame = one.author.kind === other.author.kind && one.author.id === other.author.id;
  return isSame && Date.parse(other.at) - Date.parse(one.at) < TOGETHER_MS;
}

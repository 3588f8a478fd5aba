import { useQuery } from '@tanstack/react-query';
import { Fragment, memo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/lib/format';
import { operatorsQuery } from '../api';
import type { Conversation, Part } from '../api/types';
import type { Inbox } from '../store/inbox';
import classes from '../styles/feed.module.css';
import { usePerson } from '../useInbox';
import { happeningText, nameOf, operatorName } from '../words';
import { FeedPart, type PartTools } from './FeedPart';
import { QuietMail } from './QuietMail';
import { Rated } from './Rating';

const TOGETHER_MS = 5 * 60_000;

interface PartsProps {
  inbox: Inbox;
  row: Conversation;
  parts: Part[];
  /** What stands before the first of them, and after the last one. */
  before: Part | undefined;
  after: Part | undefined;
  /** Whether older parts are to come: the day of the oldest one may have begun among them. */
  hasOlder: boolean;
  tools: PartTools;
  /** The part that was asked for. */
  found: number | null;
  /** The first that its reader had not seen when he came. */
  firstNew?: number | undefined;
}

/** What was said and done in a conversation, in its order. Drawn anew only when some of it has changed. */
export const FeedParts = memo(function FeedParts(props: PartsProps) {
  const { inbox, row, parts, tools, firstNew, found } = props;
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
  const dayBefore = props.before?.at ?? (props.hasOlder ? parts[0]?.at : undefined);
  let last = dayBefore === undefined ? '' : format.day(dayBefore);
  parts.forEach((part, index) => {
    const [before, after] = [parts[index - 1] ?? props.before, parts[index + 1] ?? props.after];
    const day = format.day(part.at);
    const isNewDay = day !== last;
    last = day;
    if (part.id === firstNew)
      lines.push(
        <div key="new" className={classes.fresh} data-fresh role="separator" aria-label={t('inbox.fresh')}>
          <span>{t('inbox.fresh')}</span>
        </div>,
      );
    if (isNewDay)
      lines.push(
        <div key={`day-${part.id}`} className={classes.day}>
          {format.nearDay(part.at, Date.now())}
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
          isFound={part.id === found}
        />,
      );
  });
  return <Fragment>{lines}</Fragment>;
});

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

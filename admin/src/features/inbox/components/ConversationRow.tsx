import { Checkbox } from '@mantine/core';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { PersonAvatar } from '@/components/ui/PersonAvatar';
import { useFormat } from '@/lib/format';
import { useNow } from '@/lib/now';
import { useCan } from '@/lib/session';
import type { InboxTag, Operator, Team } from '../api/types';
import type { Inbox } from '../store/inbox';
import type { Listed } from '../store/listed';
import classes from '../styles/rows.module.css';
import { usePerson, useShot } from '../useInbox';
import { useLongPress } from '../useLongPress';
import { lastAuthor, nameOf, operatorName, pictureOf, tagOf, teamName, waitingText } from '../words';
import { OperatorFace } from './OperatorFace';
import { Stars } from './Rating';
import { TagChip } from './TagChip';

const LONG_MS = 15 * 60_000;
const SHOWN_TAGS = 2;

/** What rows are told by beside themselves: the same objects for all of them. */
export interface Known {
  operators: readonly Operator[] | undefined;
  teams: readonly Team[] | undefined;
  tags: readonly InboxTag[] | undefined;
  /** The view does not tell it by itself. */
  showsAssignee: boolean;
  showsTeam: boolean;
}

interface RowProps {
  inbox: Inbox;
  listed: Listed;
  known: Known;
  top: number;
  isShown: boolean;
  isChosen: boolean;
  onOpen: (id: number) => void;
  onChoose: (id: number, isRange: boolean) => void;
}

/** One conversation of the list: whose, who wrote last and what, how long he waits. */
export const ConversationRow = memo(function ConversationRow(props: RowProps) {
  const { inbox, listed, known, top, isShown, isChosen, onOpen, onChoose } = props;
  const { row, isUnread } = listed;
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const canWrite = useCan('inbox_write');
  const person = usePerson(inbox, row.profile_id);
  const typing = useShot(inbox, ({ signs }) =>
    [...signs.values()].find((sign) => sign.kind === 'typing' && sign.conversation_id === row.id),
  );
  const name = nameOf(t, row.profile_id, person);
  const held = useLongPress(() => onChoose(row.id, false));
  const isToday = format.day(row.last_at) === format.day(new Date(now).toISOString());
  return (
    <div
      {...(canWrite && held)}
      role="listitem"
      className={classes.row}
      style={{ transform: `translateY(${top}px)` }}
      data-id={row.id}
      data-shown={isShown || undefined}
      data-unread={isUnread || undefined}
      data-chosen={isChosen || undefined}
    >
      <div className={classes.face} data-can={canWrite || undefined}>
        <div data-face>
          <PersonAvatar
            id={row.profile_id}
            name={person?.name || person?.email}
            isOnline={person?.is_online ?? false}
            size={30}
          />
        </div>
        <div data-box>
          <Checkbox
            size="xs"
            tabIndex={-1}
            checked={isChosen}
            aria-label={t('common.choose', { name })}
            onChange={(event) =>
              onChoose(row.id, (event.nativeEvent as unknown as { shiftKey?: boolean }).shiftKey === true)
            }
          />
        </div>
      </div>
      <button
        type="button"
        className={classes.open}
        aria-current={isShown ? 'true' : undefined}
        onClick={(event) => {
          if (canWrite && (event.metaKey || event.ctrlKey || event.shiftKey)) onChoose(row.id, event.shiftKey);
          else onOpen(row.id);
        }}
      >
        {name}
      </button>
      <time className={classes.when} dateTime={row.last_at}>
        {isToday ? format.time(row.last_at) : format.relative(row.last_at, now)}
      </time>
      <div className={classes.preview}>
        {typing ? (
          <i>{t('inbox.typing', { name: typing.name || name })}</i>
        ) : (
          `${lastAuthor(t, row, known.operators, inbox.member)}${row.preview}`
        )}
      </div>
      <Meta listed={listed} known={known} now={now} />
    </div>
  );
});

/** The third line: how long he waits, whose it is, its tags. */
function Meta({ listed: { row, isUnread }, known, now }: { listed: Listed; known: Known; now: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const assignee = known.showsAssignee ? row.assignee : null;
  return (
    <div className={classes.meta}>
      {row.waiting_since && (
        <span
          className={classes.waits}
          data-long={now - Date.parse(row.waiting_since) > LONG_MS || undefined}
          title={t('inbox.waitsSince', { at: format.moment(row.waiting_since) })}
        >
          {waitingText(t, row.waiting_since, now)}
        </span>
      )}
      {row.status === 'snoozed' && row.snoozed_until && (
        <span>{t('inbox.until', { at: format.moment(row.snoozed_until) })}</span>
      )}
      {row.rating !== null && <Stars score={row.rating} />}
      {row.channel !== 'chat' && <span className={classes.kind}>{t(`inbox.channel.${row.channel}`)}</span>}
      {known.showsTeam && row.team !== null && (
        <span className={classes.kind}>{teamName(t, known.teams, row.team)}</span>
      )}
      {row.tags.slice(0, SHOWN_TAGS).map((tag) => (
        <TagChip key={tag} tag={tagOf(known.tags, tag)} />
      ))}
      {row.tags.length > SHOWN_TAGS && <span>+{row.tags.length - SHOWN_TAGS}</span>}
      <span className={classes.end}>
        {assignee !== null && (
          <Holder name={operatorName(t, known.operators, assignee)} picture={pictureOf(known.operators, assignee)} />
        )}
        {isUnread && <span className={classes.dot} role="img" aria-label={t('inbox.unread')} />}
      </span>
    </div>
  );
}

function Holder({ name, picture }: { name: string; picture: string | null }) {
  const { t } = useTranslation();
  const text = t('inbox.assignedTo', { name });
  return (
    <span role="img" aria-label={text} title={text} style={{ display: 'inline-flex' }}>
      <OperatorFace name={name} picture={picture} size={18} />
    </span>
  );
}

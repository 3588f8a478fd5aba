import { Checkbox } from '@mantine/core';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { PersonAvatar } from '@/components/ui/PersonAvatar';
import { useFormat } from '@/lib/format';
import { useNow } from '@/lib/now';
import { useCan } from '@/lib/session';
import type { Inbox } from '../store/inbox';
import classes from '../styles/rows.module.css';
import { type Listed, usePerson, useShot } from '../useInbox';
import { nameOf, waitingText } from '../words';

const LONG_MS = 15 * 60_000;
const SHOWN_TAGS = 2;

interface RowProps {
  inbox: Inbox;
  listed: Listed;
  top: number;
  isShown: boolean;
  isChosen: boolean;
  assignee: string;
  onOpen: (id: number) => void;
  onChoose: (id: number, isRange: boolean) => void;
}

/** One conversation of the list: whose, who wrote last and what, how long he waits. */
export const ConversationRow = memo(function ConversationRow(props: RowProps) {
  const { inbox, listed, top, isShown, isChosen, onOpen, onChoose } = props;
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
  const isToday = format.day(row.last_at) === format.day(new Date(now).toISOString());
  const isOurs = !row.last_author.startsWith('visitor');
  return (
    <div
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
          `${isOurs ? `${t('inbox.us')}: ` : ''}${row.preview}`
        )}
      </div>
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
        {row.channel !== 'chat' && <span className={classes.tag}>{t(`inbox.channel.${row.channel}`)}</span>}
        {row.tags.slice(0, SHOWN_TAGS).map((tag) => (
          <span key={tag} className={classes.tag}>
            {tag}
          </span>
        ))}
        {row.tags.length > SHOWN_TAGS && <span>+{row.tags.length - SHOWN_TAGS}</span>}
        {props.assignee && <span style={{ overflow: 'hidden', textOverflow: 'ellipsis' }}>{props.assignee}</span>}
        {isUnread && <span className={classes.dot} role="img" aria-label={t('inbox.unread')} />}
      </div>
    </div>
  );
});

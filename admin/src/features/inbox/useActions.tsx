import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useToasts } from '@/components/ui/toast';
import { type BulkAction, inboxApi } from './api';
import type { Conversation, ConversationChange } from './api/types';
import type { Inbox } from './store/inbox';

export interface Actions {
  close: (row: Conversation) => void;
  reopen: (row: Conversation) => void;
  assign: (row: Conversation, member: number | null) => void;
  team: (row: Conversation, team: number | null) => void;
  snooze: (row: Conversation, until: string) => void;
  tag: (row: Conversation, tag: string, isOn: boolean) => void;
  subject: (row: Conversation, subject: string) => void;
  merge: (row: Conversation, into: number) => Promise<boolean>;
  split: (row: Conversation, part: number) => Promise<number | null>;
  block: (profile: string, isBlocked: boolean) => Promise<boolean>;
  transcript: (row: Conversation) => void;
  bulk: (ids: number[], action: BulkAction, more?: Record<string, unknown>) => Promise<boolean>;
}

/** What an operator does to conversations: shown at once, taken back with a word when it is refused, undone by a click. */
export function useActions(inbox: Inbox): Actions {
  const { t } = useTranslation();
  const toasts = useToasts();
  return useMemo(() => {
    const change = async (id: number, patch: ConversationChange, done?: string, back?: ConversationChange) => {
      try {
        await inbox.change(id, patch);
        if (done && back) toasts.undoable(done, () => void change(id, back));
        else if (done) toasts.done(done);
      } catch (error) {
        toasts.failed(error);
      }
    };
    /** Whether it was done; else it says why not. */
    const attempt = async (call: () => Promise<unknown>, done?: string): Promise<boolean> => {
      try {
        await call();
        if (done) toasts.done(done);
        return true;
      } catch (error) {
        toasts.failed(error);
        return false;
      }
    };
    const before = (row: Conversation): ConversationChange =>
      row.status === 'snoozed' ? { status: 'snoozed', snoozed_until: row.snoozed_until } : { status: row.status };
    return {
      close: (row) => void change(row.id, { status: 'closed' }, t('inbox.done.closed'), before(row)),
      reopen: (row) => void change(row.id, { status: 'open' }, t('inbox.done.reopened'), before(row)),
      assign: (row, assignee) => void change(row.id, { assignee }),
      team: (row, team) => void change(row.id, { team }),
      snooze: (row, until) =>
        void change(row.id, { status: 'snoozed', snoozed_until: until }, t('inbox.done.snoozed'), before(row)),
      tag: (row, tag, isOn) => void change(row.id, isOn ? { tags_add: [tag] } : { tags_remove: [tag] }),
      subject: (row, subject) => void change(row.id, { subject }),
      merge: (row, into) => attempt(() => inboxApi.merge(row.id, into), t('inbox.done.merged')),
      split: async (row, part) => {
        let made: number | null = null;
        await attempt(async () => {
          const { conversation } = await inboxApi.split(row.id, part);
          inbox.learn([conversation]);
          made = conversation.id;
        }, t('inbox.done.split'));
        return made;
      },
      block: (profile, isBlocked) =>
        attempt(() => inboxApi.block(profile, isBlocked), t(isBlocked ? 'inbox.done.blocked' : 'inbox.done.unblocked')),
      transcript: (row) => void attempt(() => inboxApi.transcript(row.id), t('inbox.done.transcript')),
      bulk: (ids, action, more = {}) =>
        attempt(async () => {
          const { failed } = await inboxApi.bulk(ids, action, more);
          if (failed.length > 0) toasts.done(t('inbox.done.someGone', { count: failed.length }));
        }),
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- toasts are made anew at every drawing and say the same
  }, [inbox, t]);
}

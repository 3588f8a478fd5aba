import { useEffect, useRef, useState } from 'react';
import { useToasts } from '@/components/ui/toast';
import { inboxApi, uploadFile } from './api';
import type { Draft, InboxFile, Operator, SlashCommand } from './api/types';
import { isEmptyDraft, NO_DRAFT } from './store/drafts';
import type { Inbox } from './store/inbox';
import type { Outgoing } from './store/outbox';
import { mentionsIn } from './text/parse';

interface Sources {
  operators: readonly Operator[];
  commands: readonly SlashCommand[];
}

export interface Composing {
  draft: Draft;
  input: React.RefObject<HTMLTextAreaElement | null>;
  /** Files on their way to the server. */
  uploading: number;
  change: (patch: Partial<Draft>) => void;
  /** Puts text in the place of what stands between two places, else of what is marked. */
  insert: (text: string, where?: { from?: number; to?: number; files?: InboxFile[] }) => void;
  attach: (files: Iterable<File>) => void;
  send: () => void;
  edit: (item: Pick<Outgoing, 'key' | 'kind' | 'body' | 'files'>) => void;
  focus: (kind?: Draft['kind']) => void;
}

/** What is being written in a conversation: kept while one looks elsewhere, on the server and after a reload. */
export function useComposer(inbox: Inbox, id: number, { operators, commands }: Sources): Composing {
  const toasts = useToasts();
  /** The newest part of the conversation. */
  const seen = (): number => inbox.shot.state.conversations.get(id)?.last_part ?? 0;
  const input = useRef<HTMLTextAreaElement>(null);
  const [draft, setDraft] = useState(() => inbox.drafts.get(id));
  const [uploading, setUploading] = useState(0);
  /** The last part when the writing began: what comes later may be news to the writer. */
  const began = useRef<number | null>(isEmptyDraft(draft) ? null : seen());
  useEffect(() => {
    return () => inbox.drafts.flush(id);
  }, [inbox, id]);
  const keep = (next: Draft): void => {
    if (isEmptyDraft(next)) began.current = null;
    else began.current ??= seen();
    setDraft(next);
    inbox.drafts.change(id, next);
  };
  const change = (patch: Partial<Draft>): void => {
    keep({ ...inbox.drafts.get(id), ...patch });
    if (patch.body && draft.kind === 'message') inbox.typing(id);
  };
  const focus = (kind?: Draft['kind']): void => {
    if (kind && kind !== draft.kind) change({ kind });
    input.current?.focus();
  };
  const insert: Composing['insert'] = (text, { from, to, files = [] } = {}) => {
    const { body, files: kept } = inbox.drafts.get(id);
    const start = from ?? input.current?.selectionStart ?? body.length;
    const end = to ?? input.current?.selectionEnd ?? start;
    change({ body: body.slice(0, start) + text + body.slice(end), files: [...kept, ...files] });
    // After React has put the text in.
    requestAnimationFrame(() => {
      input.current?.focus();
      input.current?.setSelectionRange(start + text.length, start + text.length);
    });
  };
  const attach = (files: Iterable<File>): void => {
    for (const file of files) {
      setUploading((count) => count + 1);
      uploadFile(file)
        .then((kept) => {
          const now = inbox.drafts.get(id);
          keep({ ...now, files: [...now.files, kept] });
        })
        .catch(toasts.failed)
        .finally(() => setUploading((count) => count - 1));
    }
  };
  const clear = (): void => {
    setDraft({ ...NO_DRAFT, kind: draft.kind });
    began.current = null;
  };
  const send = (): void => {
    if (isEmptyDraft(draft) || uploading > 0) return;
    const name = /^\/(\S+)/.exec(draft.body)?.[1];
    if (name !== undefined && commands.some((command) => command.name === name)) {
      inboxApi.command(id, draft.body.trim()).then(() => {
        inbox.drafts.change(id, NO_DRAFT);
        clear();
      }, toasts.failed);
      return;
    }
    const mentions = draft.kind === 'note' ? mentionsIn(draft.body, operators) : [];
    inbox.write(id, draft, mentions, began.current ?? seen());
    clear();
  };
  const edit: Composing['edit'] = ({ key, kind, body, files }) => {
    inbox.discard(key);
    keep({ kind, body: [body, draft.body].filter(Boolean).join('\n'), files: [...files, ...draft.files] });
    // What was shown beside it has been seen now.
    began.current = seen();
    input.current?.focus();
  };
  return { draft, input, uploading, change, insert, attach, send, edit, focus };
}

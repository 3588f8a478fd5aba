import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, apiUrl, PATIENCE_MS, send } from '@/lib/api/client';
import type {
  Changes,
  Conversation,
  ConversationChange,
  ConversationDetail,
  ConversationPage,
  Draft,
  FoundPage,
  InboxFile,
  InboxTag,
  NewPart,
  Operator,
  PartPage,
  ReplyFolder,
  SavedReply,
  SavedReplyDraft,
  SlashCommand,
  Team,
  Visitor,
  Written,
} from './types';

interface Items<T> {
  items: T[];
}
export type BulkAction = 'close' | 'reopen' | 'snooze' | 'assign' | 'team' | 'tag' | 'untag' | 'read';

/** So long the server holds a question back for something new. */
const WAIT_S = 25;

const talk = (id: number): string => `/inbox/conversations/${id}`;

export const inboxApi = {
  socketUrl: (): string => {
    const url = new URL(apiUrl('/inbox/socket'), window.location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    return url.href;
  },
  changes: (after: number, waits: boolean, signal: AbortSignal) => {
    const wait = waits ? WAIT_S : 0;
    // A connection that was cut without a word would be waited for for ever.
    const both = AbortSignal.any([signal, AbortSignal.timeout(wait * 1_000 + PATIENCE_MS)]);
    return send('GET', '/inbox/changes', { query: { after, wait }, signal: both }).then(
      (answer) => answer.json() as Promise<Changes>,
    );
  },
  list: (query: Record<string, string | boolean | null>, before: string | null) =>
    api.get<ConversationPage>('/inbox/conversations', { ...query, before }),
  mentions: (before: string | null) => api.get<ConversationPage>('/inbox/mentions', { before }),
  open: (id: number) => api.get<ConversationDetail>(talk(id)),
  parts: (id: number, before: number, limit?: number) => api.get<PartPage>(`${talk(id)}/parts`, { before, limit }),
  write: (id: number, part: NewPart) => api.post<Written>(`${talk(id)}/parts`, part),
  begin: (body: { profile_id: string; body: string; files: number[]; client_key: string; channel: 'chat' }) =>
    api.post<Written>('/inbox/conversations', body),
  unsend: (id: number, part: number) => api.delete(`${talk(id)}/parts/${part}`),
  change: (id: number, change: ConversationChange) => api.patch<{ conversation: Conversation }>(talk(id), change),
  read: (id: number, part: number) => api.post(`${talk(id)}/read`, { part }),
  merge: (id: number, into: number) => api.post<{ conversation: Conversation }>(`${talk(id)}/merge`, { into }),
  split: (id: number, part: number) =>
    api.post<{ conversation: Conversation }>(`${talk(id)}/split`, { from_part: part }),
  draft: (id: number, draft: Draft) =>
    api.put(`${talk(id)}/draft`, { kind: draft.kind, body: draft.body, files: draft.files.map((file) => file.id) }),
  bulk: (ids: number[], action: BulkAction, more: Record<string, unknown> = {}) =>
    api.post<{ changed: number[]; failed: number[] }>('/inbox/bulk', { ids, action, ...more }),
  block: (person: string, isBlocked: boolean) => api.post(`/inbox/people/${person}/${isBlocked ? 'block' : 'unblock'}`),
  /** Somebody sits at the screen; said so where there is no socket. */
  active: () => api.post('/inbox/operators/me/activity'),
  away: (isAway: boolean) => api.put('/inbox/operators/me', { is_away: isAway }),
  command: (id: number, text: string) => api.post(`${talk(id)}/commands`, { text }),
  render: (reply: number, conversation: number) =>
    api.post<{ body: string; files: InboxFile[] }>(`/inbox/replies/${reply}/render`, { conversation_id: conversation }),
  transcript: (id: number) => api.post(`${talk(id)}/transcript`),
  person: (profile: string) =>
    api.get<ConversationPage>('/inbox/conversations', { person: profile }).then((page) => page.items),
};

/** Sends the bytes of a file as they are, its name in the address. */
export async function uploadFile(file: File): Promise<InboxFile> {
  const answer = await send('POST', '/inbox/files', { query: { name: file.name }, body: file });
  return (await answer.json()) as InboxFile;
}

export const repliesApi = {
  /** `from_part`: the message whose files it takes along. */
  create: (reply: SavedReplyDraft & { from_part?: number; files?: number[] }) =>
    api.post<SavedReply>('/inbox/replies', reply),
  change: (id: number, reply: Partial<SavedReplyDraft>) => api.patch<SavedReply>(`/inbox/replies/${id}`, reply),
  remove: (id: number) => api.delete(`/inbox/replies/${id}`),
  addFolder: (name: string) => api.post<ReplyFolder>('/inbox/reply-folders', { name }),
  renameFolder: (id: number, name: string) => api.patch<ReplyFolder>(`/inbox/reply-folders/${id}`, { name }),
  removeFolder: (id: number) => api.delete(`/inbox/reply-folders/${id}`),
};

const itemsOf =
  <T>(path: string) =>
  ({ signal }: { signal: AbortSignal }) =>
    api.get<Items<T>>(path, {}, signal).then((page) => page.items);

export const REPLIES = ['inbox', 'replies'] as const;
export const repliesQuery = queryOptions({
  queryKey: [...REPLIES, 'all'],
  queryFn: itemsOf<SavedReply>('/inbox/replies'),
  staleTime: 60_000,
});
export const foldersQuery = queryOptions({
  queryKey: [...REPLIES, 'folders'],
  queryFn: itemsOf<ReplyFolder>('/inbox/reply-folders'),
  staleTime: 60_000,
});
export const commandsQuery = queryOptions({
  queryKey: ['inbox', 'commands'],
  queryFn: itemsOf<SlashCommand>('/inbox/commands'),
  staleTime: 300_000,
});
export const operatorsQuery = queryOptions({
  queryKey: ['inbox', 'operators'],
  queryFn: itemsOf<Operator>('/inbox/operators'),
  staleTime: 30_000,
});
export const teamsQuery = queryOptions({
  queryKey: ['inbox', 'teams'],
  queryFn: itemsOf<Team>('/inbox/teams'),
  staleTime: 60_000,
});
/** The first `limit` of those who are on the site, and how many there are. */
export const visitorsQuery = (limit: number) =>
  queryOptions({
    queryKey: ['inbox', 'visitors', limit],
    queryFn: ({ signal }) => api.get<Items<Visitor> & { total: number }>('/inbox/visitors', { limit }, signal),
    refetchInterval: 15_000,
    // More are asked for while the first are shown.
    placeholderData: keepPreviousData,
  });
export const inboxTagsQuery = queryOptions({
  queryKey: ['inbox', 'tags'],
  queryFn: itemsOf<InboxTag>('/inbox/tags'),
  staleTime: 30_000,
});
export const personTalksQuery = (profile: string) =>
  queryOptions({ queryKey: ['inbox', 'person', profile], queryFn: () => inboxApi.person(profile) });

/** Everything that was ever said, page after page. */
export const searchQuery = (words: string) =>
  infiniteQueryOptions({
    queryKey: ['inbox', 'search', words],
    queryFn: ({ pageParam, signal }) => api.get<FoundPage>('/inbox/search', { q: words, before: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });

import { queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { Page, Profile } from '@/lib/api/types';

export interface Tag {
  tag: string;
  title: string;
  color: string;
}
interface NamedList {
  id: string;
  name: string;
}

export const tagsQuery = queryOptions({
  queryKey: ['tags'],
  queryFn: () => api.get<Page<Tag>>('/tags').then((page) => page.items),
  staleTime: 30_000,
});

export const listsQuery = queryOptions({
  queryKey: ['lists'],
  queryFn: () => api.get<Page<NamedList>>('/lists').then((page) => page.items),
  staleTime: 30_000,
});

export type MarkChange =
  | { kind: 'tag'; tag: string; isOn: boolean }
  | { kind: 'list'; list: string; isOn: boolean }
  | { kind: 'subscription'; channel: string; topic: string; isOn: boolean };

/** Puts a mark on the person or takes it off. */
export async function changeMark(id: string, change: MarkChange): Promise<void> {
  const own = `/profiles/${id}`;
  if (change.kind === 'tag') {
    const path = `${own}/tags/${encodeURIComponent(change.tag)}`;
    await (change.isOn ? api.put<Profile>(path, {}) : api.delete(path));
  } else if (change.kind === 'list') {
    const path = `/lists/${change.list}/members`;
    await api.post(change.isOn ? path : `${path}/remove`, { profile_ids: [id] });
  } else {
    const { channel, topic, isOn } = change;
    await api.put<Profile>(`${own}/subscriptions`, { channel, topic, is_subscribed: isOn });
  }
}

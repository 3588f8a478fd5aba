import { useMutation, useQueryClient } from '@tanstack/react-query';
import { profileQuery, refreshCard } from '@/components/person/api';
import { useToasts } from '@/components/ui/toast';
import type { Profile } from '@/lib/api/types';
import { changeMark, listsQuery, type MarkChange, tagsQuery } from './api/marks';

function marked(profile: Profile, change: MarkChange, listName: string): Profile {
  if (change.kind === 'tag') {
    const others = profile.tags.filter((tag) => tag !== change.tag);
    return { ...profile, tags: change.isOn ? [...others, change.tag] : others };
  }
  if (change.kind === 'list') {
    const others = profile.lists.filter(({ id }) => id !== change.list);
    return { ...profile, lists: change.isOn ? [...others, { id: change.list, name: listName }] : others };
  }
  const { channel, topic, isOn } = change;
  const others = profile.subscriptions.filter((each) => each.channel !== channel || each.topic !== topic);
  const said = { channel, topic, is_subscribed: isOn, at: new Date().toISOString(), source: 'api', author: '' };
  return { ...profile, subscriptions: [...others, said] };
}

/** Tags, lists, subscriptions: shown at once, taken back with a word when the server refuses. */
export function useChangeMark(id: string): (change: MarkChange) => void {
  const client = useQueryClient();
  const toasts = useToasts();
  const { queryKey } = profileQuery(id);
  const save = useMutation({
    mutationFn: (change: MarkChange) => changeMark(id, change),
    scope: { id: `marks-${id}` },
    onMutate: async (change: MarkChange) => {
      await client.cancelQueries({ queryKey });
      const before = client.getQueryData<Profile>(queryKey);
      const lists = client.getQueryData(listsQuery.queryKey) ?? [];
      const name = change.kind === 'list' ? (lists.find((list) => list.id === change.list)?.name ?? '') : '';
      client.setQueryData(queryKey, (profile?: Profile) => profile && marked(profile, change, name));
      return { before };
    },
    onError: (error, _change, context) => {
      client.setQueryData(queryKey, context?.before);
      toasts.failed(error);
    },
    onSuccess: async (_answer, change) => {
      if (change.kind === 'tag') await client.invalidateQueries({ queryKey: tagsQuery.queryKey });
      await refreshCard(client, id);
    },
  });
  return (change) => save.mutate(change);
}

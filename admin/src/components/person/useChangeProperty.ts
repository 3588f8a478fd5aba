import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useToasts } from '@/components/ui/toast';
import type { Json, Operation, Profile } from '@/lib/api/types';
import { propertyTitle } from '@/lib/properties';
import { changeProfile, profileQuery, refreshCard } from './api';

interface Change {
  key: string;
  value: Json;
  isUndo?: boolean;
}

function isUnset(value: Json | undefined): boolean {
  return value === undefined || value === null || value === '';
}

function operationOf({ key, value }: Change): Operation {
  return isUnset(value) ? { op: 'delete', key } : { op: 'set', key, value };
}

/** Changes a property: shown at once, taken back with a word when the server refuses, undone by a click. */
export function useChangeProperty(id: string): (key: string, value: Json) => void {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const { queryKey } = profileQuery(id);
  const save = useMutation({
    mutationFn: (change: Change) => changeProfile(id, [operationOf(change)]),
    onMutate: async (change: Change) => {
      await client.cancelQueries({ queryKey });
      const before = client.getQueryData(queryKey);
      client.setQueryData(queryKey, (profile?: Profile) => {
        if (!profile) return profile;
        const { [change.key]: _before, ...others } = profile.properties;
        const properties = isUnset(change.value) ? others : { ...others, [change.key]: change.value };
        return { ...profile, properties };
      });
      return { before };
    },
    onError: (error, _change, context) => {
      client.setQueryData(queryKey, context?.before);
      toasts.failed(error);
    },
    onSuccess: async (profile, change, context) => {
      client.setQueryData(queryKey, profile);
      if (!change.isUndo) {
        const old = context.before?.properties[change.key] ?? null;
        const undo = () => save.mutate({ key: change.key, value: old, isUndo: true });
        toasts.undoable(t('card.changed', { name: propertyTitle(t, change.key) }), undo);
      }
      await refreshCard(client, id);
    },
  });
  return (key, value) => save.mutate({ key, value });
}

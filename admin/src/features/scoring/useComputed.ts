import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useToasts } from '@/components/ui/toast';
import { ApiError } from '@/lib/api/errors';
import type { Computed } from '@/lib/api/scoring';
import { computedQuery, type Definitions, type Kind, type Saved, SCORING, saveComputed } from './api';

export interface Editing<D> {
  /** What is saved, or suggested while nothing is. */
  saved: Computed<D> | undefined;
  error: Error | null;
  retry: () => void;
  /** What stands on the page. */
  draft: D | undefined;
  isChanged: boolean;
  change: (draft: D) => void;
  /** Back to what is saved. */
  reset: () => void;
  save: (how: Omit<Saved<D>, 'definition'>) => void;
  isSaving: boolean;
  saveError: Error | null;
}

/** One of scoring, stages, RFM while it is edited: nothing is kept before "Save". */
export function useComputed<K extends Kind>(kind: K): Editing<Definitions[K]> {
  const client = useQueryClient();
  const toasts = useToasts();
  const options = computedQuery(kind);
  const query = useQuery(options);
  const [own, setOwn] = useState<Definitions[K] | null>(null);
  const saved = query.data;
  const draft = own ?? saved?.definition;
  const save = useMutation({
    mutationFn: (how: Saved<Definitions[K]>) => saveComputed(kind, how),
    onSuccess: (answer) => {
      client.setQueryData(options.queryKey, answer);
      setOwn(null);
      void client.invalidateQueries({ queryKey: SCORING });
    },
    onError: (error) => {
      // Faults with their places are shown where they are.
      if (!(error instanceof ApiError && error.faults.length > 0)) toasts.failed(error);
    },
  });
  return {
    saved,
    error: query.error,
    retry: () => void query.refetch(),
    draft,
    isChanged: own !== null && JSON.stringify(own) !== JSON.stringify(saved?.definition),
    change: (next) => {
      setOwn(next);
      save.reset();
    },
    reset: () => {
      setOwn(null);
      save.reset();
    },
    save: (how) => draft && save.mutate({ definition: draft, ...how }),
    isSaving: save.isPending,
    saveError: save.error,
  };
}

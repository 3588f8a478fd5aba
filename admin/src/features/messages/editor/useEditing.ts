import { useDebouncedValue } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import { advance, begin, type History, type Step } from '@/lib/conditions/history';
import { SCENARIOS, scenarioQuery, scenariosApi } from '../api';
import type { Graph } from '../api/graph';
import type { ScenarioDetails } from '../api/types';
import { isSame, kept } from './model';

const REST_MS = 1_000;

export type Saving = 'saved' | 'waiting' | 'saving' | 'failed' | 'held';

export interface Editing {
  graph: Graph;
  set: (graph: Graph) => void;
  undo: (() => void) | undefined;
  redo: (() => void) | undefined;
  /** A draft is saved by itself; what runs is held here until it is published. */
  saving: Saving;
  /** Differs from what the server has. */
  isChanged: boolean;
  discard: () => void;
  /** Keeps what is written and makes it the version that rules. Raises with the faults. */
  publish: () => Promise<Graph>;
  retry: () => void;
}

const placeOf = (id: string): string => `otklik.message.${id}`;

/** What a closed tab left unpublished. */
function held(id: string): Graph | null {
  try {
    const text = localStorage.getItem(placeOf(id));
    return text ? (JSON.parse(text) as Graph) : null;
  } catch {
    return null;
  }
}

function hold(id: string, graph: Graph | null): void {
  try {
    if (graph) localStorage.setItem(placeOf(id), JSON.stringify(graph));
    else localStorage.removeItem(placeOf(id));
  } catch {
    // A full storage loses the copy, not the edit.
  }
}

/** The graph being edited, with its way back, and where it is kept meanwhile. */
export function useEditing(scenario: ScenarioDetails, first: Graph): Editing {
  const { id, status } = scenario;
  const client = useQueryClient();
  const isDraft = status === 'draft';
  const [saved, setSaved] = useState(first);
  const [initial] = useState(() => (isDraft ? first : (held(id) ?? first)));
  const [history, dispatch] = useReducer<History<Graph>, [Step<Graph>]>(advance, begin(initial));
  const { present: graph, past, future } = history;
  const isChanged = !isSame(graph, saved);
  const set = useCallback((value: Graph) => dispatch({ do: 'set', value, at: Date.now() }), []);
  const save = useMutation({
    mutationFn: (next: Graph) => scenariosApi.save(id, next),
    onSuccess: (version, next) => {
      setSaved(next);
      client.setQueryData(scenarioQuery(id).queryKey, (before) =>
        before ? { ...before, graph: next, version_id: version.id } : before,
      );
      void client.invalidateQueries({ queryKey: [...SCENARIOS, 'list'] });
    },
  });
  const { mutate, isPending, isError, reset } = save;
  const [rested] = useDebouncedValue(graph, REST_MS);
  const failed = useRef<Graph | null>(null);
  useEffect(() => {
    if (!isDraft || isPending || rested !== graph || isSame(rested, saved) || failed.current === rested) return;
    mutate(rested, { onError: () => (failed.current = rested) });
  }, [isDraft, isPending, rested, graph, saved, mutate]);
  useEffect(() => {
    if (!isDraft) hold(id, isChanged ? graph : null);
  }, [isDraft, isChanged, graph, id]);
  useWarning(isChanged);
  const publish = useCallback(async (): Promise<Graph> => {
    const whole = await kept(graph);
    if (!isSame(whole, saved)) await save.mutateAsync(whole);
    dispatch({ do: 'set', value: whole, at: 0 });
    hold(id, null);
    return whole;
  }, [graph, saved, save, id]);
  const saving: Saving = !isDraft
    ? isChanged
      ? 'held'
      : 'saved'
    : isPending
      ? 'saving'
      : isError && isChanged
        ? 'failed'
        : isChanged
          ? 'waiting'
          : 'saved';
  return {
    graph,
    set,
    undo: past.length > 0 ? () => dispatch({ do: 'undo' }) : undefined,
    redo: future.length > 0 ? () => dispatch({ do: 'redo' }) : undefined,
    saving,
    isChanged,
    discard: () => {
      hold(id, null);
      dispatch({ do: 'start', value: saved });
    },
    publish,
    retry: () => {
      failed.current = null;
      reset();
      mutate(graph);
    },
  };
}

/** A tab that is closed before a draft has come to the server asks first. */
function useWarning(isChanged: boolean): void {
  useEffect(() => {
    if (!isChanged) return undefined;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isChanged]);
}

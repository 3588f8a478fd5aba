import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import type { Fault } from '@/lib/api/errors';
import { type Step as Advance, advance, begin, type History } from '@/lib/conditions/history';
import { SCENARIOS, scenariosApi } from '../api';
import type { ScenarioDetails } from '../api/types';
import { stillMoved } from './graph/editing';
import { type Graph, readSaved, toSaved } from './graph/model';
import { settle } from './settle';

const REST_MS = 1_000;
const CHECK_MS = 500;

/** `held`: edits of a running chain, which nobody else sees until they are published. */
export type Saving = 'saved' | 'unsaved' | 'saving' | 'failed' | 'held';

export interface Chain {
  graph: Graph;
  /** What rules now. */
  base: Graph;
  change: (graph: Graph) => void;
  undo: (() => void) | undefined;
  redo: (() => void) | undefined;
  /** Grows when the graph came by another way than the fields: they begin anew. */
  epoch: number;
  faults: readonly Fault[];
  isChecked: boolean;
  saving: Saving;
  /** Saves what is not saved yet: of a running chain, publishes it. Raises ApiError. */
  save: (moved?: Record<string, string>) => Promise<void>;
  discard: () => void;
}

interface Held {
  version: string | null;
  graph: Graph;
}
const heldKey = (id: string): string => `otklik.chain.${id}`;

/** Edits of a running chain that were not published when the page was left. */
function readHeld({ id, version_id }: ScenarioDetails): Graph | null {
  try {
    const held = JSON.parse(localStorage.getItem(heldKey(id)) ?? 'null') as Held | null;
    return held?.version === version_id ? held.graph : null;
  } catch {
    return null;
  }
}

function writeHeld({ id, version_id }: ScenarioDetails, graph: Graph | null): void {
  try {
    if (graph) localStorage.setItem(heldKey(id), JSON.stringify({ version: version_id, graph } satisfies Held));
    else localStorage.removeItem(heldKey(id));
  } catch {
    // A full or forbidden storage: the edit lives as long as the page.
  }
}

/** All that keeps the graph from running, asked a moment after each edit. */
function useFaults(graph: Graph, canAsk: boolean): { faults: readonly Fault[]; isChecked: boolean } {
  const [asked] = useDebouncedValue(graph, CHECK_MS);
  const query = useQuery({
    queryKey: [...SCENARIOS, 'check', asked],
    queryFn: async ({ signal }) => {
      const settled = await settle(asked);
      const found = await scenariosApi.check(toSaved(settled.graph), signal);
      // What a content lacks is said at its place, not also that there is none.
      const unfinished = Object.keys(settled.graph.layout?.contents ?? {}).map((name) => `graph.nodes.${name}.send`);
      const isSaid = ({ path }: Fault): boolean =>
        settled.faults.length > 0 && unfinished.some((place) => path === `${place}.content_id` || path === place);
      return [...found.filter((fault) => !isSaid(fault)), ...settled.faults];
    },
    enabled: canAsk,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 60_000,
    retry: false,
  });
  return { faults: query.data ?? [], isChecked: query.data !== undefined && asked === graph && !query.isFetching };
}

/** The chain being edited: its way back, its faults; a draft saves itself, a running one is published. */
export function useChain(scenario: ScenarioDetails, canWrite: boolean): Chain {
  const client = useQueryClient();
  const isDraft = scenario.status === 'draft';
  const [base, setBase] = useState(() => readSaved(scenario.graph));
  const [first] = useState(() => (isDraft ? base : (readHeld(scenario) ?? base)));
  const [history, dispatch] = useReducer<History<Graph>, [Advance<Graph>]>(advance, begin(first));
  const [epoch, setEpoch] = useState(0);
  const [saved, setSaved] = useState(base);
  const [phase, setPhase] = useState<'rest' | 'saving' | 'failed'>('rest');
  const { present: graph, past, future } = history;
  const latest = useRef({ graph, saved });
  const queue = useRef(Promise.resolve());
  useEffect(() => {
    latest.current = { graph, saved };
  }, [graph, saved]);

  const write = useCallback(
    async (moved?: Record<string, string>): Promise<void> => {
      const written = latest.current.graph;
      setPhase('saving');
      try {
        const settled = await settle(written);
        const whole = { ...settled.graph, moved: stillMoved(settled.graph, moved) };
        await scenariosApi.save(scenario.id, toSaved(whole));
        writeHeld(scenario, null);
        latest.current.saved = written;
        setSaved(written);
        setBase(whole);
        setPhase('rest');
        await client.invalidateQueries({ queryKey: [...SCENARIOS, 'one', scenario.id] });
      } catch (error) {
        setPhase('failed');
        throw error;
      }
    },
    [client, scenario],
  );
  // One after the other: an older version never overtakes a newer one.
  const save = useCallback(
    (moved?: Record<string, string>): Promise<void> => {
      const saving = queue.current.then(() => write(moved));
      queue.current = saving.catch(() => undefined);
      return saving;
    },
    [write],
  );

  useEffect(() => {
    if (!canWrite || graph === saved) return;
    if (!isDraft) {
      writeHeld(scenario, graph);
      return;
    }
    const timer = setTimeout(() => void save().catch(() => undefined), REST_MS);
    return () => clearTimeout(timer);
  }, [graph, saved, isDraft, canWrite, scenario, save]);

  useSaveOnLeaving(isDraft && canWrite, () => latest.current.graph !== latest.current.saved, save);

  const change = useCallback((value: Graph) => dispatch({ do: 'set', value, at: Date.now() }), []);
  const jump = (step: Advance<Graph>): void => {
    dispatch(step);
    setEpoch((before) => before + 1);
  };
  const { faults, isChecked } = useFaults(graph, canWrite);
  return {
    graph,
    base,
    change,
    undo: past.length > 0 ? () => jump({ do: 'undo' }) : undefined,
    redo: future.length > 0 ? () => jump({ do: 'redo' }) : undefined,
    epoch,
    faults,
    isChecked,
    saving: graph === saved ? 'saved' : phase === 'saving' ? 'saving' : unsavedState(isDraft, phase),
    save,
    discard: () => {
      writeHeld(scenario, null);
      setSaved(base);
      setPhase('rest');
      jump({ do: 'set', value: base, at: Date.now() });
    },
  };
}

const unsavedState = (isDraft: boolean, phase: string): Saving =>
  isDraft ? (phase === 'failed' ? 'failed' : 'unsaved') : 'held';

/** What was typed a moment ago is saved although the page is left. */
function useSaveOnLeaving(isOn: boolean, isDirty: () => boolean, save: () => Promise<void>): void {
  const latest = useRef({ isOn, isDirty, save });
  useEffect(() => {
    latest.current = { isOn, isDirty, save };
  });
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent): void => {
      if (latest.current.isOn && latest.current.isDirty()) event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    return () => {
      window.removeEventListener('beforeunload', warn);
      const { isOn: isAllowed, isDirty: isUnsaved, save: saveNow } = latest.current;
      if (isAllowed && isUnsaved()) void saveNow().catch(() => undefined);
    };
  }, []);
}

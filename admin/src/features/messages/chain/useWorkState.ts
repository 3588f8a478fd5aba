import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useToasts } from '@/components/ui/toast';
import { useUrlState } from '@/lib/urlState';
import type { ScenarioDetails } from '../api/types';
import { type Clip, copySteps, deleteBranch, deleteStep, goTo, insertStep, moveStep, pasteSteps } from './graph/edits';
import { faultsByPart } from './graph/faults';
import { type Place, START, type Step } from './graph/model';
import type { Chain } from './useChain';
import { useTitles } from './useTitles';
import type { Moving, StepFigures, Work } from './work';

/** Copied steps outlive the page: they can be put into another chain. */
const CLIP = 'otklik.chain.clip';

function readClip(): Clip | null {
  try {
    return JSON.parse(sessionStorage.getItem(CLIP) ?? 'null') as Clip | null;
  } catch {
    return null;
  }
}

interface WorkState {
  work: Work;
  /** Where a step is being added; null: nowhere. */
  adding: Place | null;
  stopAdding: () => void;
  insert: (step: Step) => void;
  go: (name: string) => void;
}

/** What stands in the panel lives in the address: "entry" and "exit" are no names of steps there. */
const ENTRY_KEY = '.entry';

/** The chain with what one may do to it. */
export function useWorkState(
  chain: Chain,
  scenario: ScenarioDetails,
  canWrite: boolean,
  figures: ReadonlyMap<string, StepFigures>,
): WorkState {
  const { t } = useTranslation();
  const toasts = useToasts();
  const [values, setUrl] = useUrlState(['step'] as const);
  const [adding, setAdding] = useState<Place | null>(null);
  const [moving, setMoving] = useState<Moving | null>(null);
  const [clip, setClip] = useState(readClip);
  const { graph, change } = chain;
  const titles = useTitles(graph);
  const select = (part: string | null): void => setUrl({ step: part === START ? ENTRY_KEY : part });
  // Names of steps that run may never be taken again: people stand in them.
  const taken = [...Object.keys(chain.base.nodes), ...Object.keys(graph.moved ?? {})];

  const paste = (place: Place): void => {
    if (!clip) return;
    const made = pasteSteps(graph, place, clip, taken);
    change(made.graph);
    select(made.name);
  };
  const insert = (step: Step): void => {
    if (!adding) return;
    const made = insertStep(graph, adding, step, taken);
    change(made.graph);
    select(made.name);
  };
  const remove = (name: string, withBranch: boolean): void => {
    const { title } = titles.of(name);
    const before = Object.keys(graph.nodes).length;
    const next = withBranch ? deleteBranch(graph, name) : deleteStep(graph, name);
    change(next);
    if (values.step === name) select(null);
    const others = before - Object.keys(next.nodes).length - 1;
    const said =
      others > 0 ? t('chain.removedMore', { step: title, count: others }) : t('chain.removed', { step: title });
    toasts.undoable(said, () => change(graph));
  };
  const copy = (name: string, withBranch: boolean): void => {
    const copied = copySteps(graph, name, withBranch);
    setClip(copied);
    try {
      sessionStorage.setItem(CLIP, JSON.stringify(copied));
    } catch {
      // A forbidden storage: it can be put into this chain only.
    }
    toasts.done(t('chain.copied', { count: Object.keys(copied.nodes).length }));
  };
  const putHere = (place: Place): void => {
    if (moving) change(moveStep(graph, moving.name, place, moving.withBranch));
    setMoving(null);
  };

  const step = values.step ?? null;
  const work: Work = {
    graph,
    titles,
    faults: faultsByPart(graph, chain.faults),
    waiting: scenario.waiting,
    figures,
    hasFigures: scenario.launched_at !== null,
    canWrite,
    selected: step === ENTRY_KEY ? START : step,
    moving,
    clip,
    select,
    add: setAdding,
    paste,
    move: setMoving,
    putHere,
    copy,
    remove,
  };
  const go = (name: string): void => {
    if (adding) change(goTo(graph, adding, name));
  };
  return { work, adding, stopAdding: () => setAdding(null), insert, go };
}

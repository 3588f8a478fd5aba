import { useFormat } from '@/lib/format';
import { useNow } from '@/lib/now';
import { useUrlState } from '@/lib/urlState';
import type { Counted, Question } from './api';

export const PERIODS = ['7', '28', '90', '365', 'all'] as const;
export type PeriodName = (typeof PERIODS)[number];
const USUAL: PeriodName = '28';
const KEYS = ['period', 'goal', 'list', 'node', 'variant', 'day'] as const;
type Key = (typeof KEYS)[number];
const DAY_MS = 86_400_000;

export interface Asked {
  period: PeriodName;
  change: (patch: Partial<Record<Key, string | null>>) => void;
  goal: string;
  question: Question;
  /** The list that is open: of which number, with what it is narrowed by. */
  list: { of: Counted; question: Question } | null;
  open: (of: Counted, narrow?: Partial<Record<'node' | 'variant' | 'day', string>>) => void;
  close: () => void;
}

/** What the page asks for lives in its address, so that a sent link shows the same numbers. */
export function useAsked(): Asked {
  const [values, change] = useUrlState(KEYS);
  const { zone } = useFormat();
  const now = useNow();
  const period = PERIODS.find((each) => each === values.period) ?? USUAL;
  const question: Question = { ...daysOf(period, zone, now), ...(values.goal && { goal: values.goal }) };
  const narrow = Object.fromEntries(
    (['node', 'variant', 'day'] as const).flatMap((key) => (values[key] === undefined ? [] : [[key, values[key]]])),
  );
  return {
    period,
    change,
    goal: values.goal ?? '',
    question,
    list: values.list ? { of: values.list as Counted, question: { ...question, ...narrow } } : null,
    open: (of, by = {}) => change({ node: null, variant: null, day: null, ...by, list: of }),
    close: () => change({ list: null, node: null, variant: null, day: null }),
  };
}

/** The days of a period up to today, by the workspace's clock; none: ever. */
export function daysOf(period: PeriodName, zone: string, now: number): Question {
  if (period === 'all') return {};
  // The only common locale whose dates are written as ISO 8601 wants them.
  const to = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(now);
  const from = new Date(Date.parse(`${to}T00:00:00Z`) - (Number(period) - 1) * DAY_MS).toISOString().slice(0, 10);
  return { from, to };
}

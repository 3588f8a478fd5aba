import { useFormat } from '@/lib/format';
import { useNow } from '@/lib/now';
import { useUrlState } from '@/lib/urlState';
import type { Group, Measure, Question } from './api';
import { lastDays, PERIODS, type PeriodName, todayIn, USUAL } from './periods';

const FILTERS = ['operator', 'team', 'channel', 'tag'] as const;
const KEYS = ['period', 'from', 'to', 'within', 'clock', 'by', 'list', 'of', ...FILTERS] as const;
type Key = (typeof KEYS)[number];
export type Filter = (typeof FILTERS)[number];
export const GROUPS = ['operator', 'team', 'tag', 'channel'] as const satisfies readonly Group[];
const MEASURES = [
  'new',
  'answered',
  'missed',
  'late',
  'waiting',
  'replied',
  'resolved',
  'rated',
  'satisfied',
  'commented',
] as const satisfies readonly Measure[];

/** What of the page's numbers a list tells: `day`, `hour` (`0-14`: Monday, two o'clock), `score`, or a filter. */
export type Narrow = 'day' | 'hour' | 'score' | Filter;

export interface Asked {
  values: Partial<Record<Key, string>>;
  change: (patch: Partial<Record<Key, string | null>>) => void;
  period: PeriodName;
  from: string;
  to: string;
  today: string;
  within: string;
  by: Group;
  /** The question that the page's numbers answer. */
  question: Question;
  isFiltered: boolean;
  list: { measure: Measure; question: Question; narrow: Narrow | null; value: string } | null;
  open: (measure: Measure, narrow?: Narrow, value?: string) => void;
}

/** What the page asks for lives in its address, so that a sent link shows the same numbers. */
export function useAsked(): Asked {
  const [values, change] = useUrlState(KEYS);
  const { zone } = useFormat();
  const today = todayIn(zone, useNow());
  const period = periodOf(values);
  const { from, to } =
    values.from && values.to && period === 'own'
      ? { from: values.from, to: values.to }
      : lastDays(Number(period), 'UTC', Date.parse(today));
  const within = values.within ?? '24';
  const question: Question = { from, to, answer_within: within };
  for (const name of FILTERS) if (values[name]) question[name] = values[name];
  if (values.clock === 'working') question.clock = 'working';
  const measure = MEASURES.find((each) => each === values.list);
  return {
    values,
    change,
    period,
    from,
    to,
    today,
    within,
    by: GROUPS.find((each) => each === values.by) ?? 'operator',
    question,
    isFiltered: FILTERS.some((name) => values[name]),
    list: measure ? { measure, ...narrowed(question, values.of) } : null,
    open: (next, narrow, value) => change({ list: next, of: narrow ? `${narrow}:${value}` : null }),
  };
}

function periodOf(values: Partial<Record<Key, string>>): PeriodName {
  if (values.from && values.to) return 'own';
  return PERIODS.find((each) => each === values.period) ?? USUAL;
}

function narrowed(
  question: Question,
  of: string | undefined,
): { question: Question; narrow: Narrow | null; value: string } {
  const [narrow, ...rest] = (of ?? '').split(':');
  const value = rest.join(':');
  switch (narrow) {
    case 'day':
      return { question: { ...question, from: value, to: value }, narrow, value };
    case 'hour': {
      const [weekday = '', hour = ''] = value.split('-');
      return { question: { ...question, weekday, hour }, narrow, value };
    }
    case 'score':
    case 'operator':
    case 'team':
    case 'channel':
    case 'tag':
      return { question: { ...question, [narrow]: value }, narrow, value };
    default:
      return { question, narrow: null, value: '' };
  }
}

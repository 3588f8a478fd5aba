import type { PassingRule, ReputationRule, WarmUp } from '../api/sending';

export const STRICTNESS = ['careful', 'usual', 'patient'] as const;
export type Strictness = (typeof STRICTNESS)[number];
export const TEMPOS = ['careful', 'usual', 'quick'] as const;
export type Tempo = (typeof TEMPOS)[number];

/** Shares in per cent; "usual" is what Gmail, Yahoo and Amazon ask for (docs/reference/mail.md). */
export const REPUTATIONS: Record<Strictness, Omit<ReputationRule, 'is_on'>> = {
  careful: {
    least: 100,
    slow_complaints: 0.05,
    pause_complaints: 0.1,
    slow_bounces: 2,
    pause_bounces: 3,
    slow_per_minute: 20,
  },
  usual: {
    least: 200,
    slow_complaints: 0.1,
    pause_complaints: 0.3,
    slow_bounces: 3,
    pause_bounces: 5,
    slow_per_minute: 30,
  },
  patient: {
    least: 500,
    slow_complaints: 0.2,
    pause_complaints: 0.3,
    slow_bounces: 5,
    pause_bounces: 8,
    slow_per_minute: 60,
  },
};

export const PASSINGS: Record<Strictness, PassingRule> = {
  careful: { count: 3, days: 2, within_days: 30 },
  usual: { count: 5, days: 3, within_days: 30 },
  patient: { count: 10, days: 5, within_days: 60 },
};

export const WARMUPS: Record<Tempo, Pick<WarmUp, 'first' | 'growth'>> = {
  careful: { first: 20, growth: 1.3 },
  usual: { first: 50, growth: 1.5 },
  quick: { first: 200, growth: 2 },
};

/** Which preset the values are; none: somebody's own. */
export function presetOf<K extends string>(presets: Record<K, object>, value: object): K | 'own' {
  const entries = Object.entries(presets) as [K, object][];
  const found = entries.find(([, preset]) =>
    Object.entries(preset).every(([name, wanted]) => (value as Record<string, unknown>)[name] === wanted),
  );
  return found?.[0] ?? 'own';
}

const LONGEST = 1_000;

/** Letters of each day of a warm-up, until a day would bring more than its most. */
export function planOf({ first, growth, most }: Pick<WarmUp, 'first' | 'growth' | 'most'>): number[] {
  const days: number[] = [];
  for (let places = first; places <= most && days.length < LONGEST; places = first * growth ** days.length)
    days.push(Math.floor(places));
  return days;
}

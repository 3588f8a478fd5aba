import type { TFunction } from 'i18next';
import { personTitle } from '@/lib/person';
import type { Operator, Part, Person } from './api/types';

/** How the person of a conversation is called. */
export function nameOf(t: TFunction, profile: string, person: Person | undefined): string {
  return personTitle(t, person ?? { id: profile });
}

/** "5 s", "12 min", "3 h", "2 d": how long somebody waits, in as few letters as may be. */
export function waitingText(t: TFunction, since: string, now: number): string {
  const minutes = Math.max(0, Math.floor((now - Date.parse(since)) / 60_000));
  if (minutes < 1) return t('inbox.waits.now');
  if (minutes < 60) return t('inbox.waits.minutes', { n: minutes });
  if (minutes < 60 * 24) return t('inbox.waits.hours', { n: Math.floor(minutes / 60) });
  return t('inbox.waits.days', { n: Math.floor(minutes / 1440) });
}

export function operatorName(t: TFunction, operators: readonly Operator[] | undefined, id: number | null): string {
  if (id === null) return t('inbox.nobody');
  return operators?.find((each) => each.id === id)?.name ?? t('inbox.someone');
}

const HAPPENED = [
  'assigned',
  'unassigned',
  'closed',
  'reopened',
  'snoozed',
  'tagged',
  'untagged',
  'merged',
  'split',
  'rated',
  'blocked',
  'unblocked',
] as const;

interface Told {
  names: (id: number | null) => string;
  moment: (at: string) => string;
  person: string;
}

/** A happening as a quiet sentence. */
export function happeningText(t: TFunction, part: Part, { names, moment, person }: Told): string {
  const { what, member, tag, until, score } = part.data;
  const { kind, id, name } = part.author;
  const known = kind === 'operator' ? name || names(id) : kind === 'visitor' ? person : t('inbox.system');
  const happened = HAPPENED.find((each) => each === what);
  if (!happened) return known;
  if (happened === 'assigned' && member === id && kind === 'operator') return t('inbox.happened.took', { who: known });
  return t(`inbox.happened.${happened}`, {
    who: known,
    whom: names(typeof member === 'number' ? member : null),
    tag: typeof tag === 'string' ? tag : '',
    until: typeof until === 'string' ? moment(until) : '',
    score: typeof score === 'number' ? score : '',
  });
}

import type { TFunction } from 'i18next';
import { personTitle } from '@/lib/person';
import type { Conversation, InboxTag, Operator, Part, Person, Team } from './api/types';

/** What notices about a conversation are told apart by, here and in the server's pushes. */
export const topicOf = (conversation: number): string => `conversation:${conversation}`;

/** How the person of a conversation is called. */
export function nameOf(t: TFunction, profile: string, person: Person | undefined): string {
  return personTitle(t, person ?? { id: profile });
}

/** The path of a colleague's face; none: his letter stands for him. */
export function pictureOf(operators: readonly Operator[] | undefined, id: number | null): string | null {
  return operators?.find((each) => each.id === id)?.picture ?? null;
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

export function teamName(t: TFunction, teams: readonly Team[] | undefined, id: number): string {
  return teams?.find((each) => each.id === id)?.name ?? t('inbox.team');
}

/** A tag as it is shown: what a conversation carries is its first name. */
export function tagOf(tags: readonly InboxTag[] | undefined, tag: string): InboxTag {
  return tags?.find((each) => each.tag === tag) ?? { tag, title: tag, color: 'gray' };
}

/** Whether a colleague is at the desk, and who says so. */
export function stateText(t: TFunction, { state, is_automatic }: Pick<Operator, 'state' | 'is_automatic'>): string {
  return t(state === 'away' && is_automatic ? 'inbox.state.idle' : `inbox.state.${state}`);
}

/** Who said the last words, before them; nothing for the visitor, whose name stands above. */
export function lastAuthor(
  t: TFunction,
  row: Conversation,
  operators: readonly Operator[] | undefined,
  member: number,
): string {
  const [kind, id = ''] = row.last_author.split(':');
  if (kind === 'bot' || kind === 'system') return `${t('inbox.bot')}: `;
  if (kind !== 'operator') return '';
  const name = Number(id) === member ? t('inbox.you') : operatorName(t, operators, Number(id)).split(' ')[0];
  return `${name}: `;
}

const HAPPENED = [
  'assigned',
  'unassigned',
  'team',
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
  'auto_reply',
  'many_mails',
] as const;

interface Told {
  names: (id: number | null) => string;
  moment: (at: string) => string;
  person: string;
}

const RULES = ['round_robin', 'least_busy', 'silence', 'away'] as const;

/** A happening as a quiet sentence. */
export function happeningText(t: TFunction, part: Part, { names, moment, person }: Told): string {
  const { what, member, tag, tags, until, score, by, name } = part.data;
  const { kind, id } = part.author;
  const known = kind === 'operator' ? part.author.name || names(id) : kind === 'visitor' ? person : t('inbox.system');
  const happened = HAPPENED.find((each) => each === what);
  if (!happened) return known;
  const whom = names(typeof member === 'number' ? member : null);
  const rule = RULES.find((each) => each === by);
  if (rule && (happened === 'assigned' || happened === 'unassigned')) return t(`inbox.ruled.${rule}`, { whom });
  if (happened === 'assigned' && member === id && kind === 'operator') return t('inbox.happened.took', { who: known });
  if (happened === 'team' && typeof part.data.team !== 'number') return t('inbox.happened.noTeam', { who: known });
  const many = Array.isArray(tags) ? tags.map((each) => t('inbox.quoted', { text: String(each) })).join(', ') : '';
  if (many && (happened === 'tagged' || happened === 'untagged'))
    return t(`inbox.happened.${happened}Many`, { who: known, tags: many });
  return t(`inbox.happened.${happened}`, {
    who: known,
    whom,
    tag: typeof tag === 'string' ? tag : '',
    team: typeof name === 'string' ? name : '',
    until: typeof until === 'string' ? moment(until) : '',
    score: typeof score === 'number' ? score : '',
  });
}

const FOLD_MS = 60_000;

/** Tags put on one after another by the same hand are told as one. */
export function foldTags(parts: readonly Part[]): Part[] {
  const folded: Part[] = [];
  for (const part of parts) {
    const last = folded.at(-1);
    if (last && isSameTagging(last, part))
      folded[folded.length - 1] = { ...part, data: { ...part.data, tags: [...tagsOf(last), ...tagsOf(part)] } };
    else folded.push(part);
  }
  return folded;
}

const tagsOf = ({ data }: Part): unknown[] => (Array.isArray(data.tags) ? data.tags : [data.tag]);

function isSameTagging(one: Part, other: Part): boolean {
  if (one.kind !== 'happening' || other.kind !== 'happening' || one.data.what !== other.data.what) return false;
  if (one.data.what !== 'tagged' && one.data.what !== 'untagged') return false;
  const isHis = one.author.kind === other.author.kind && one.author.id === other.author.id;
  return isHis && Date.parse(other.at) - Date.parse(one.at) < FOLD_MS;
}

import type { Conversation, Part, Team } from './api/types';

const FRESH_MS = 120_000;
const MAX_WORDS = 180;

/**
 * Whether the operator should hear of it: a visitor's new word in an open conversation of his own, or nobody's of his
 * teams; and what comes to him, or into their queue, by a colleague or by a rule. What he does himself he knows.
 */
export function isNews(part: Part, row: Conversation | undefined, member: number, teams: readonly Team[]): boolean {
  if (part.deleted_at || row?.status !== 'open' || Date.now() - Date.parse(part.at) > FRESH_MS) return false;
  if (part.kind === 'happening') return isGiven(part, row, member, teams);
  if (part.author.kind !== 'visitor' || part.kind !== 'message') return false;
  return row.assignee === null ? isHisQueue(row, member, teams) : row.assignee === member;
}

function isGiven(part: Part, row: Conversation, member: number, teams: readonly Team[]): boolean {
  const { what, by, member: whose } = part.data;
  if (part.author.kind === 'operator' && part.author.id === member) return false;
  if (row.assignee !== null) return what === 'assigned' && whose === member && row.assignee === member;
  const isQueued = what === 'team' || (what === 'unassigned' && Boolean(by) && whose !== member);
  return isQueued && row.waiting_since !== null && isHisQueue(row, member, teams);
}

function isHisQueue(row: Conversation, member: number, teams: readonly Team[]): boolean {
  const team = teams.find(({ id }) => id === row.team);
  return !team || team.members.some(({ member_id }) => member_id === member);
}

/** What a notice says: the words, or of what was given the last words said. */
export const wordsOf = (part: Part, row: Conversation | undefined): string =>
  (part.kind === 'happening' ? (row?.preview ?? '') : part.body).slice(0, MAX_WORDS);

import type { Sign } from '../api/types';

const TYPING_MS = 6_000;

export interface Seen extends Sign {
  until: number;
}
export type Signs = ReadonlyMap<string, Seen>;

const keyOf = (sign: Sign): string => `${sign.kind === 'typing' ? 'typing' : 'looking'}:${sign.who}`;

/** With one more: typing passes by itself, looking when he looks elsewhere or goes. */
export function withSign(signs: Signs, sign: Sign, now: number): Signs {
  if (sign.kind === 'online' || sign.kind === 'away') return signs;
  const next = new Map(signs);
  if (sign.kind === 'offline') {
    next.delete(`typing:${sign.who}`);
    next.delete(`looking:${sign.who}`);
  } else if (sign.conversation_id === null) next.delete(keyOf(sign));
  else next.set(keyOf(sign), { ...sign, until: sign.kind === 'typing' ? now + TYPING_MS : Infinity });
  return next;
}

/** Who has written something does not type it any more. */
export function withoutTyping(signs: Signs, authors: ReadonlySet<string>): Signs {
  const over = [...signs].filter(([, sign]) => sign.kind === 'typing' && authors.has(sign.who));
  if (over.length === 0) return signs;
  const next = new Map(signs);
  for (const [key] of over) next.delete(key);
  return next;
}

/** Without what has passed; the same map when nothing has. */
export function prune(signs: Signs, now: number): Signs {
  const live = [...signs].filter(([, sign]) => sign.until > now);
  return live.length === signs.size ? signs : new Map(live);
}

import { type Device, fits } from './rules';
import type { Popup, Where } from './types';

/** What is known when somebody has to be chosen. Moments in ms. */
export interface World {
  now: number;
  /** When the last one ended, in any tab; 0: none yet. */
  ended: number;
  href: string;
  device: Device;
  /** One stands, or is being asked for. */
  isTaken: boolean;
  /** The tab is not seen, or the chat is open: somebody tells when that is over. */
  isAway: boolean;
  /** The visitor types in a field of the page, or has a dialog of the page open: nobody tells when that is over. */
  isBusy: boolean;
}

/** Who is shown now, or when it is worth to look again, or neither: something has to happen first. */
export interface Verdict {
  show?: Popup;
  again?: number;
}

const GAP_S = 30;
/** So often is looked whether the visitor is still busy. */
const BUSY_MS = 1000;

/** The order among those who wait: the more important, then the earlier. */
export const order = (a: Popup, b: Popup): number => b.priority - a.priority || a.send - b.send;

const isOver = ({ expires_at }: Popup, now: number): boolean => !!expires_at && Date.parse(expires_at) <= now;

/** Takes what came into those who wait; what comes twice replaces itself, what ended does not come back. */
export const takeIn = (
  waiting: readonly Popup[],
  news: readonly Popup[],
  ended: readonly number[],
  standing: number | undefined,
): Popup[] => {
  const fresh = news.filter(({ send }) => !ended.includes(send) && send !== standing);
  return [...waiting.filter(({ send }) => !fresh.some((each) => each.send === send)), ...fresh];
};

/** Decides who may be shown on this page at this moment. `where`: the rules of a popup's pages. */
export const judge = (waiting: readonly Popup[], world: World, where: (popup: Popup) => readonly Where[]): Verdict => {
  const { now, ended, isTaken, isAway, isBusy, href, device } = world;
  if (isTaken || isAway) return {};
  const here = waiting.filter((each) => {
    const rules = where(each);
    return !isOver(each, now) && (!rules[0] || rules.some((rule) => fits(rule, href, device)));
  });
  if (!here[0]) return {};
  if (isBusy) return { again: BUSY_MS };
  // A clock that was set back does not hold anybody up for ever.
  const since = ended > now ? 0 : ended;
  const dueIn = ({ gap_s = GAP_S }: Popup): number => (since ? since + gap_s * 1000 - now : 0);
  const ready = here.filter((each) => dueIn(each) <= 0).sort(order)[0];
  return ready ? { show: ready } : { again: Math.min(...here.map(dueIn)) };
};

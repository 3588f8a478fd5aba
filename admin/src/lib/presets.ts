/** Ready times to put something off to, by the clock of the workspace: all times on the page are told by it. */
export type Preset = 'hour' | 'evening' | 'tomorrow' | 'monday' | 'week';

const MORNING_H = 9;
const EVENING_H = 18;
const HOUR_MS = 3_600_000;

/** How far the clocks of the zone are ahead of UTC at that moment. */
function aheadMs(moment: number, zone: string): number {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  const [day = 0, month = 1, year = 0, hour = 0, minute = 0, second = 0] = format
    .format(moment)
    .split(/\D+/)
    .map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(moment / 1000) * 1000;
}

/** The moment when the clocks of the zone show `wall` (as if it were UTC). */
function fromWall(wall: number, zone: string): Date {
  const guess = wall - aheadMs(wall, zone);
  // The clocks may have been changed in between.
  return new Date(wall - aheadMs(guess, zone));
}

/** What a `datetime-local` field holds, by the clocks of the zone; null while it is not filled in. */
export function fromField(text: string, zone: string): Date | null {
  const wall = Date.parse(`${text}Z`);
  return Number.isNaN(wall) ? null : fromWall(wall, zone);
}

/** A moment as a `datetime-local` field holds it, by the clocks of the zone; "" for none. */
export function toField(moment: string | null, zone: string): string {
  if (moment === null) return '';
  const at = Date.parse(moment);
  return new Date(at + aheadMs(at, zone)).toISOString().slice(0, 16);
}

/** Each preset with its moment; those that are no more (this evening, at night) are left out. */
export function presets(now: Date, zone: string): { name: Preset; until: Date }[] {
  const wall = new Date(now.getTime() + aheadMs(now.getTime(), zone));
  const at = (days: number, hours: number): Date =>
    fromWall(Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate() + days, hours), zone);
  const toMonday = (8 - wall.getUTCDay()) % 7 || 7;
  const all: { name: Preset; until: Date }[] = [
    { name: 'hour', until: new Date(now.getTime() + HOUR_MS) },
    { name: 'evening', until: at(0, EVENING_H) },
    { name: 'tomorrow', until: at(1, MORNING_H) },
    { name: 'monday', until: at(toMonday, MORNING_H) },
    { name: 'week', until: at(7, MORNING_H) },
  ];
  return all.filter(({ name, until }) => {
    if (name === 'evening') return until.getTime() - now.getTime() > HOUR_MS;
    return name !== 'monday' || (toMonday > 1 && toMonday < 7);
  });
}

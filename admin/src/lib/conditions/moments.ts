/** Dates of conditions as a person picks them: a day and perhaps a time, by the clock of the workspace. */
export interface LocalMoment {
  day: string;
  /** HH:MM:SS.mmm */
  time: string;
}

export const DAY_BEGINS = '00:00:00.000';
export const DAY_ENDS = '23:59:59.999';
const BARE = /^\d{4}-\d{2}-\d{2}$/;

export function isBareDay(text: string): boolean {
  return BARE.test(text);
}

function offsetMs(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    calendar: 'gregory',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(new Date(at));
  const get = (type: string): number => Number(parts.find((part) => part.type === type)?.value);
  const local = Date.UTC(get('year'), get('month') - 1, get('day'), get('hour'), get('minute'), get('second'));
  return local - Math.floor(at / 1000) * 1000;
}

/** What the clock of the zone shows at the moment; null for what is no date. A bare date is midnight in UTC, a time without zone UTC. */
export function toLocal(text: string, zone: string): LocalMoment | null {
  const hasZone = /(?:[zZ]|[+-]\d{2}:\d{2})$/.test(text);
  const at = Date.parse(isBareDay(text) ? `${text}T00:00:00Z` : hasZone ? text : `${text}Z`);
  if (Number.isNaN(at)) return null;
  const shown = new Date(at + offsetMs(at, zone)).toISOString();
  return { day: shown.slice(0, 10), time: shown.slice(11, 23) };
}

function sign(offset: number): string {
  const minutes = Math.abs(Math.round(offset / 60_000));
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** The moment at which the zone's clock shows it, the earlier one of two, with the zone's distance from UTC. */
export function fromLocal({ day, time }: LocalMoment, zone: string): string {
  const local = Date.parse(`${day}T${time}Z`);
  if (Number.isNaN(local)) return '';
  const offset = Math.max(offsetMs(local - 86_400_000, zone), offsetMs(local + 86_400_000, zone));
  const fits = offsetMs(local - offset, zone) === offset ? offset : offsetMs(local - offset, zone);
  const clock = time.endsWith('.000') ? time.slice(0, 8) : time;
  return `${day}T${clock}${sign(fits)}`;
}

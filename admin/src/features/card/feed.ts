import type { PersonEvent } from '@/lib/api/types';

export interface SessionGroup {
  key: string;
  /** The event that opened the session, when it is on the pages read so far. */
  start: PersonEvent | null;
  events: PersonEvent[];
  isSession: boolean;
}
export interface DayGroup {
  day: string;
  sessions: SessionGroup[];
}

/** Newest first, as they came: by day of the workspace's zone, then by session; order inside is kept. */
export function groupFeed(events: PersonEvent[], dayOf: (moment: string) => string): DayGroup[] {
  const days: DayGroup[] = [];
  for (const event of events) {
    const name = dayOf(event.timestamp);
    let day = days.at(-1);
    if (day?.day !== name) days.push((day = { day: name, sessions: [] }));
    const isSession = Boolean(event.session) && event.session !== '0';
    const id = isSession ? event.session : '';
    let group = day.sessions.at(-1);
    if (!group || !group.key.startsWith(`${id}:`)) {
      day.sessions.push(
        (group = { key: `${id}:${event.message_id}:${event.name}`, start: null, events: [], isSession }),
      );
    }
    if (event.name === '$session_started') group.start = event;
    group.events.push(event);
  }
  return days;
}

interface Day {
  day: string;
  fired: number;
}

const DAY_MS = 86_400_000;

/** The last days up to today (UTC), those on which nothing happened too. */
export function lastDays(days: readonly Day[], now: number, count: number): Day[] {
  const known = new Map(days.map(({ day, fired }) => [day, fired]));
  return Array.from({ length: count }, (_, index) => {
    const day = new Date(now - (count - 1 - index) * DAY_MS).toISOString().slice(0, 10);
    return { day, fired: known.get(day) ?? 0 };
  });
}

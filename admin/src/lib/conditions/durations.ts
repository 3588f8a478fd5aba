/** Durations of the language: ISO 8601, without sign; only seconds may have a fraction. */
export const UNITS = ['second', 'minute', 'hour', 'day', 'week', 'month', 'year'] as const;
export type Unit = (typeof UNITS)[number];
export interface Part {
  unit: Unit;
  amount: number;
}

const PATTERN =
  /^P(?=\d|T\d)(?:(\d+)W|(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?)?)$/;
const ORDER: Unit[] = ['week', 'year', 'month', 'day', 'hour', 'minute', 'second'];
const LETTER: Record<Unit, string> = {
  week: 'W',
  year: 'Y',
  month: 'M',
  day: 'D',
  hour: 'H',
  minute: 'M',
  second: 'S',
};

/** Its parts, largest first; null for what is no duration. */
export function readDuration(text: string): Part[] | null {
  const match = PATTERN.exec(text);
  if (match === null) return null;
  return match
    .slice(1)
    .flatMap((digits: string | undefined, index) =>
      digits === undefined ? [] : [{ unit: ORDER[index] ?? 'day', amount: Number(digits.replace(',', '.')) }],
    );
}

export function writeDuration(parts: readonly Part[]): string {
  const write = (units: Unit[]): string =>
    units
      .flatMap((unit) => parts.filter((part) => part.unit === unit))
      .map((part) => `${part.amount}${LETTER[part.unit]}`)
      .join('');
  const time = write(['hour', 'minute', 'second']);
  return `P${write(['week', 'year', 'month', 'day'])}${time && `T${time}`}`;
}

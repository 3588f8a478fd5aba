import type { Json } from '@/lib/api/types';
import type { Submission } from './api';

export interface CsvTitles {
  person: string;
  at: string;
  points: string;
  page: string;
  finished: string;
}

/** Answers of several are one cell. */
export const answerText = (value: Json): string =>
  Array.isArray(value) ? value.map(answerText).join(', ') : plain(value);

const plain = (value: Json): string =>
  value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);

/** A cell of a spreadsheet: what would be taken for a formula is told to be a text. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^[+-]?[\d\s().-]+$/.test(text) ? `'${text}` : text;
  return /[",;\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One line a submission, one column a question; questions of former versions too. RFC 4180, with a mark for Excel. */
export function writeCsv(submissions: readonly Submission[], titles: CsvTitles): string {
  const asked = new Map<string, string>();
  for (const { answers } of submissions) for (const { name, label } of answers) asked.set(name, label || name);
  const head = [
    titles.at,
    titles.person,
    'email',
    'phone',
    ...asked.values(),
    titles.points,
    titles.finished,
    titles.page,
  ];
  const lines = submissions.map(({ at, person, answers, points, is_finished, page_url }) => {
    const given = new Map(answers.map(({ name, value }) => [name, answerText(value)]));
    const own = [...asked.keys()].map((name) => given.get(name) ?? '');
    return [at, person.name, person.email, person.phone, ...own, String(points), is_finished ? '1' : '0', page_url];
  });
  return `\uFEFF${[head, ...lines].map((line) => line.map(cell).join(',')).join('\r\n')}\r\n`;
}

import { infiniteQueryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { Json, Page } from '@/lib/api/types';

/** What somebody answered in a form; `at`: when he answered last. */
export interface Submission {
  id: number;
  at: string;
  person: { id: string; name: string; email: string; phone: string };
  page_url: string;
  is_finished: boolean;
  answers: { name: string; label: string; value: Json }[];
  /** `channel` null: the processing of his data. */
  consents: { channel: string | null; topic: string; text: string }[];
  points: number;
}
export interface SubmissionPage extends Page<Submission> {
  total: number;
}

const PAGE = 50;
const LARGEST_PAGE = 200;

const readPage = (scenario: string, limit: number, cursor: string | null, signal?: AbortSignal) =>
  api.get<SubmissionPage>(`/scenarios/${scenario}/submissions`, { limit, cursor }, signal);

export const submissionsQuery = (scenario: string) =>
  infiniteQueryOptions({
    queryKey: ['scenarios', 'one', scenario, 'submissions'],
    queryFn: ({ pageParam, signal }) => readPage(scenario, PAGE, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

/** All of them, page by page. */
export async function readAll(scenario: string): Promise<Submission[]> {
  const all: Submission[] = [];
  for (let cursor: string | null = null; ; ) {
    const page: SubmissionPage = await readPage(scenario, LARGEST_PAGE, cursor);
    all.push(...page.items);
    cursor = page.next_cursor;
    if (cursor === null) return all;
  }
}

import type { Answer, Content, Page } from './types';

type Answers = Record<string, Answer>;

/** The page after this one by what was answered; undefined: it is the last. */
export const nextPage = ({ pages }: Content, page: Page, answers: Answers): Page | undefined => {
  const way = page.ways?.find(({ field, is }) => [answers[field] ?? []].flat().some((each) => is.includes(each)));
  const to = way?.to ?? page.next;
  return pages.find(({ id }) => id === to);
};

/** Does a page ask something? */
export const asks = ({ blocks }: Page): boolean => blocks.some(({ kind }) => kind === 'field');

/** How far the visitor is, of pages that ask: [this one, all]. Those ahead are counted along the way as answers stand now. */
export const progress = (
  content: Content,
  trail: readonly string[],
  page: Page,
  answers: Answers,
): [number, number] => {
  const seen = new Set<Page>([page]);
  const before = content.pages.filter((each) => trail.includes(each.id) && asks(each)).length;
  let ahead = 0;
  for (let next = nextPage(content, page, answers); next && !seen.has(next); next = nextPage(content, next, answers)) {
    seen.add(next);
    ahead += +asks(next);
  }
  return [before + 1, before + 1 + ahead];
};

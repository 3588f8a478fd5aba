import { describe, expect, it } from 'vitest';
import { faultOf, faultsOf, valueOf } from '../../src/onsite/fields';
import { parseMarks, safeLink } from '../../src/onsite/marks';
import { deviceOf, fitsPage } from '../../src/onsite/rules';
import type { Content, FieldBlock, FieldType, Page } from '../../src/onsite/types';
import { themeRules } from '../../src/onsite/view/colours';
import { timeLeft } from '../../src/onsite/view/time';
import { nextPage, progress } from '../../src/onsite/ways';
import { dice } from '../chat/dice';

describe('marks', () => {
  it('become bold, italic and links, within each other', () => {
    expect(parseMarks('a **b *c*** [d](https://e.example/f)')).toEqual([
      'a ',
      { tag: 'b', inner: ['b ', { tag: 'i', inner: ['c'] }] },
      ' ',
      { tag: 'a', href: 'https://e.example/f', inner: ['d'] },
    ]);
  });

  it.each(['2 * 3 * 4', '**', 'a*', '* a *', '[a]', '[a] (b)', '<b>no</b>', '***'])(
    'that are none stay words: %s',
    (text) => {
      expect(parseMarks(text).join('')).toBe(text);
    },
  );

  it('can be written as signs', () => {
    expect(parseMarks('\\*a\\* \\[b](c)').join('')).toBe('*a* [b](c)');
  });

  it.each([
    'javascript:alert(1)',
    'java\nscript:alert(1)',
    ' JaVaScRiPt:1',
    'data:text/html,x',
    'vbscript:x',
    'http://',
    '',
  ])('lead nowhere by %s', (url) => {
    expect(safeLink(url)).toBeUndefined();
    expect(JSON.stringify(parseMarks(`[a](${url})`))).not.toContain('href');
  });

  it('lead to pages, letters and phones', () => {
    expect(['https://a.example/', 'mailto:a@b.example', 'tel:+71234567'].map(safeLink)).toEqual([
      'https://a.example/',
      'mailto:a@b.example',
      'tel:+71234567',
    ]);
    expect(safeLink('/cart')).toBe(new URL('/cart', location.href).href);
  });

  it.each(Array.from({ length: 40 }, (_, n) => n + 1))('lose no letter whatever is written (seed %i)', (seed) => {
    const roll = dice(seed);
    const pieces = ['*', '**', '[', ']', '(', ')', '\\', 'a', ' ', '\n', 'https://x.example'];
    const text = Array.from({ length: 30 }, () => pieces[Math.floor(roll() * pieces.length)]).join('');
    const flat = (marks: ReturnType<typeof parseMarks>): string =>
      marks.map((each) => (typeof each === 'string' ? each : flat(each.inner))).join('');
    const letters = (words: string): number => words.split('a').length;
    expect(letters(flat(parseMarks(text)))).toBe(letters(text));
  });
});

const field = (type: FieldType, more: Partial<FieldBlock> = {}): FieldBlock => ({
  kind: 'field',
  name: 'f',
  type,
  ...more,
});

describe('fields', () => {
  it.each<[FieldType, string, string | undefined]>([
    ['email', 'a@b.ru', undefined],
    ['email', 'почта@пример.рф', undefined],
    ['email', 'a@b', 'email'],
    ['email', 'a b@c.ru', 'email'],
    ['phone', '8 (912) 345-67-89', undefined],
    ['phone', '123', 'phone'],
    ['phone', 'звоните', 'phone'],
    ['number', '1,5', undefined],
    ['number', '-2', undefined],
    ['number', 'two', 'number'],
    ['date', '2026-12-01', undefined],
    ['date', 'soon', 'date'],
    ['text', 'x'.repeat(1001), 'long'],
  ])('%s takes %s: %s', (type, value, wrong) => {
    expect(faultOf(field(type), value)).toBe(wrong);
  });

  it('that must be filled in say so, others may stay empty', () => {
    expect(faultOf(field('email', { required: true }), ' ')).toBe('required');
    expect(faultOf(field('choices', { required: true }), [])).toBe('required');
    expect(faultOf(field('email'), undefined)).toBeUndefined();
  });

  it('are sent as they were meant', () => {
    expect([
      valueOf(field('number'), ' 1,5 '),
      valueOf(field('text'), ' a '),
      valueOf(field('choices'), ['x']),
      valueOf(field('text'), ''),
    ]).toEqual([1.5, 'a', ['x'], undefined]);
  });

  it('and consents of a page are judged together', () => {
    const page: Page = {
      id: 'a',
      blocks: [field('email', { required: true }), { kind: 'consent', text: 'Yes', channel: 'email', required: true }],
    };
    expect(faultsOf(page, {}, () => false)).toEqual({ f: 'required', '#1': 'consent' });
    expect(faultsOf(page, { f: 'a@b.ru' }, () => true)).toEqual({});
  });
});

const asking = (id: string, next: string | null, ways: Page['ways'] = []): Page => ({
  id,
  next,
  ways,
  blocks: [{ kind: 'field', name: id, type: 'choice', options: [] }],
});
const survey: Content = {
  look: 'large',
  pages: [
    asking('a', 'b', [{ field: 'a', is: ['xl'], to: 'c' }]),
    asking('b', 'c'),
    asking('c', 't', [{ field: 'c', is: ['x', 'y'], to: 'gone' }]),
    { id: 't', blocks: [] },
  ],
};

describe('ways', () => {
  const [a, b, c, t] = survey.pages as [Page, Page, Page, Page];

  it('lead by answers, else to the next page', () => {
    expect(nextPage(survey, a, {})).toBe(b);
    expect(nextPage(survey, a, { a: 'xl' })).toBe(c);
    expect(nextPage(survey, t, {})).toBeUndefined();
    expect(nextPage(survey, c, { c: ['z', 'y'] })).toBeUndefined();
  });

  it('are counted ahead as answers stand now', () => {
    expect(progress(survey, [], a, {})).toEqual([1, 3]);
    expect(progress(survey, [], a, { a: 'xl' })).toEqual([1, 2]);
    expect(progress(survey, ['a'], c, { a: 'xl' })).toEqual([2, 2]);
  });

  it('that go round do not hang', () => {
    const round: Content = { look: 'small', pages: [asking('a', 'b'), asking('b', 'a')] };
    expect(progress(round, [], round.pages[0]!, {})).toEqual([1, 2]);
  });
});

describe('rules of pages', () => {
  const at = 'https://www.Shop.example/cart/?utm_source=x#top';
  it.each<[string, string, boolean]>([
    ['is', '/cart', true],
    ['is', '/cart/?utm_source=x', true],
    ['is', 'shop.example/cart', true],
    ['is', 'https://www.shop.example/cart/', true],
    ['is', '/', false],
    ['starts', '/ca', true],
    ['starts', 'https://shop.example', true],
    ['contains', 'utm_source=x', true],
    ['regex', 'cart/\\?utm', true],
    ['regex', '[', true],
    ['not_starts', '/cart', false],
    ['not_contains', 'checkout', true],
    ['not_regex', '[', true],
  ])('%s %s: %s', (match, value, fits) => {
    expect(fitsPage([{ match, value }], at)).toBe(fits);
  });

  it('want one of those that say where, and none of those that say where not', () => {
    const rules = [
      { match: 'is', value: '/a' },
      { match: 'starts', value: '/cart' },
      { match: 'not_contains', value: 'utm' },
    ];
    expect(fitsPage(rules, 'https://shop.example/cart')).toBe(true);
    expect(fitsPage(rules, at)).toBe(false);
    expect(fitsPage(rules, 'https://shop.example/b')).toBe(false);
    expect(fitsPage([], at)).toBe(true);
  });
});

describe('devices', () => {
  it.each([
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148', 5, 'mobile'],
    ['Mozilla/5.0 (Linux; Android 15) Chrome/140 Mobile Safari/537.36', 5, 'mobile'],
    ['Mozilla/5.0 (Linux; Android 15) Chrome/140 Safari/537.36', 5, 'tablet'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/605', 5, 'tablet'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/605', 0, 'desktop'],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140', 10, 'desktop'],
  ])('%s with %i fingers is a %s', (userAgent, maxTouchPoints, device) => {
    expect(deviceOf({ userAgent, maxTouchPoints })).toBe(device);
  });
});

describe('themes', () => {
  it('let nothing but colours and numbers into the style', () => {
    const rules = themeRules(
      { accent: 'red;}*{display:none', background: '#000000', radius: 'x' as never, ink: 'url(x)' },
      false,
    );
    expect(rules).not.toMatch(/red|url|NaN|undefined/);
    expect(rules).toContain('color-scheme:dark');
  });

  it('follow the page where they say nothing', () => {
    expect(themeRules({}, true)).toContain('color-scheme:dark');
    expect(themeRules({}, false)).toContain('color-scheme:light');
  });
});

describe('time that is left', () => {
  it.each([
    [999, '00:01'],
    [65_000, '01:05'],
    [3_725_000, '1:02:05'],
    [90_061_000, '1 · 01:01:01'],
  ])('%i ms is %s', (ms, shown) => {
    expect(timeLeft(ms)).toBe(shown);
  });
});

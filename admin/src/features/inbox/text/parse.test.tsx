import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { BodyText } from '../components/BodyText';
import { findTrigger, markRanges, mentionsIn, parseBody } from './parse';

const HOSTILE = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '"><svg/onload=alert(1)>',
  "javascript:alert(1) JaVaScRiPt:alert('x') data:text/html,<script>alert(1)</script>",
  'https://a.example/"onmouseover="alert(1)',
  "https://a.example/'onclick='alert(1)'",
  'https://a.example/<script>alert(1)</script>',
  'http://javascript:alert(1)@evil.example/%0aalert(1)',
  'www.a.example"><script>alert(1)</script>',
  'vbscript:msgbox(1) file:///etc/passwd blob:https://a/b',
  '<a href="javascript:alert(1)">x</a>',
  '{{constructor.constructor("alert(1)")()}} ${alert(1)}',
  '\u202egnp.exe https://a.example/\u202egnp.exe',
  'a@b.example"><img src=x onerror=alert(1)>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '</textarea><script>alert(1)</script>',
  'https://',
  'http://[::bad',
  '\u0000<b>\u0000</b>',
];

describe('words of strangers', () => {
  it.each(HOSTILE)('stay words: %s', (body) => {
    const tokens = parseBody(body);
    expect(tokens.map((token) => token.text).join('')).toBe(body);
    for (const token of tokens) if (token.kind === 'link') expect(token.href).toMatch(/^(https?:\/\/|mailto:)/);
    const markup = renderToStaticMarkup(<BodyText body={body} />);
    const tags = [...markup.matchAll(/<\/?([a-z]+)([^>]*)>/gi)];
    expect(tags.filter(([, name]) => name !== 'a')).toEqual([]);
    const own = /^( href="(?:https?:\/\/|mailto:)[^"<>]*" target="_blank" rel="noreferrer noopener nofollow")?$/;
    for (const [, , attributes = ''] of tags) expect(attributes).toMatch(own);
  });

  it.each([
    ['see https://a.example/x.', ['https://a.example/x']],
    ['(https://a.example/x)', ['https://a.example/x']],
    ['https://a.example/wiki/Tea_(drink)', ['https://a.example/wiki/Tea_(drink)']],
    ['«https://магазин.рф/чай», www.a.example!', ['https://магазин.рф/чай', 'www.a.example']],
    ['write to anna@mail.example, please', ['anna@mail.example']],
    ['no links: a.b c@d 1.5', []],
  ])('make links of addresses: %s', (body, links) => {
    expect(
      parseBody(body)
        .filter(({ kind }) => kind === 'link')
        .map(({ text }) => text),
    ).toEqual(links);
  });
});

describe('signs in what is being typed', () => {
  it.each([
    ['#del', 4, '#', { from: 0, query: 'del' }],
    ['hi #two words', 13, '#', { from: 3, query: 'two words' }],
    ['a#b', 3, '#', null],
    ['/clo', 4, '/', { from: 0, query: 'clo' }],
    ['see /clo', 8, '/', null],
    ['/close now', 10, '/', null],
    ['ask @ann', 8, '@', { from: 4, query: 'ann' }],
    ['anna@mail', 9, '@', null],
    ['@anna said', 5, '@', { from: 0, query: 'anna' }],
  ] as const)('%s at %i by %s', (text, caret, sign, found) => {
    expect(findTrigger(text, caret, sign)).toEqual(found);
  });

  it('finds who is mentioned', () => {
    const team = [
      { id: 1, name: 'Olga Owner' },
      { id: 2, name: 'Пётр' },
      { id: 3, name: '' },
    ];
    expect(mentionsIn('@olga owner and @пётр, look', team)).toEqual([1, 2]);
    expect(mentionsIn('Olga Owner', team)).toEqual([]);
  });

  it('marks what was found, an emoji being one character', () => {
    expect(markRanges('👋 tea is here', [[2, 5]])).toEqual([
      { text: '👋 ', isMarked: false },
      { text: 'tea', isMarked: true },
      { text: ' is here', isMarked: false },
    ]);
  });
});

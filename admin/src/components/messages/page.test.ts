import { describe, expect, it } from 'vitest';
import { documentOf, hasFarPictures } from './page';

const PAGE = '<p>Hello<img data-src="https://far.example/p.gif" alt="a"></p>';
const ORIGIN = 'https://otklik.example';

describe('the document of a mail', () => {
  it('asks nobody for anything until somebody wants the pictures', () => {
    const closed = documentOf(PAGE, false, ORIGIN);
    expect(closed).toContain("default-src 'none'; img-src data: https://otklik.example/pictures/; ");
    expect(closed).toContain('<img data-src="https://far.example/p.gif"');
    expect(closed).toContain('content="no-referrer"');
  });
  it('holds back pictures of our own letters, too, but for those that the team put up', () => {
    const ours = '<img alt="a" src="https://otklik.example/pictures/1.png">';
    const page = `${ours}<img width="4" src="http://far.example/p.png">`;
    expect(documentOf(page, false, ORIGIN)).toContain(`${ours}<img width="4" data-src="http://far.example/p.png">`);
    expect(documentOf(page, true, ORIGIN)).toContain(page);
  });
  it('shows pictures when they are asked for', () => {
    const open = documentOf(PAGE, true, ORIGIN);
    expect(open).toContain('img-src data: http: https:;');
    expect(open).toContain('<img src="https://far.example/p.gif"');
  });
  it('tells nobody of an opening, not even in a quote of our own letter', () => {
    for (const name of ['src', 'data-src'])
      for (const mark of ['l/o1k-abcdefghijklmno2', 't/v9-abcdefghijklmno2']) {
        const quoted = `<p>Yes<img ${name}="https://otklik.example/${mark}.gif" width="1"></p>`;
        expect(hasFarPictures(quoted, ORIGIN)).toBe(false);
        expect(documentOf(quoted, true, ORIGIN)).toContain('<p>Yes<img width="1"></p>');
      }
  });
  it('knows whether there are any', () => {
    expect(hasFarPictures(PAGE, ORIGIN)).toBe(true);
    expect(hasFarPictures('<img width="4" src="http://far.example/p.png">', ORIGIN)).toBe(true);
    expect(hasFarPictures('<td style="background:url(https://far.example/p.png)">', ORIGIN)).toBe(true);
    expect(hasFarPictures(`<img src="${ORIGIN}/pictures/1.png">`, ORIGIN)).toBe(false);
    expect(hasFarPictures('<img src="data:image/png;base64,aa">', ORIGIN)).toBe(false);
  });
});

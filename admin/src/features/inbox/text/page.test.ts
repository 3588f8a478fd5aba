import { describe, expect, it } from 'vitest';
import { documentOf, hasFarPictures } from './page';

const PAGE = '<p>Hello<img data-src="https://far.example/p.gif" alt="a"></p>';

describe('the document of a mail', () => {
  it('asks nobody for anything until somebody wants the pictures', () => {
    const closed = documentOf(PAGE, false);
    expect(closed).toContain("default-src 'none'; img-src data:; ");
    expect(closed).toContain('<img data-src="https://far.example/p.gif"');
    expect(closed).toContain('content="no-referrer"');
  });
  it('shows pictures when they are asked for', () => {
    const open = documentOf(PAGE, true);
    expect(open).toContain('img-src data: https:;');
    expect(open).toContain('<img src="https://far.example/p.gif"');
  });
  it('knows whether there are any', () => {
    expect(hasFarPictures(PAGE)).toBe(true);
    expect(hasFarPictures('<img src="data:image/png;base64,aa">')).toBe(false);
  });
});

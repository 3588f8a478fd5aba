import { describe, expect, it } from 'vitest';
import { marked, siteOf } from './site';

describe('the address of a site', () => {
  it('is taken as people type it', () => {
    expect(siteOf(' www.shop.ru/cart?a=1 ')?.href).toBe('https://www.shop.ru/cart?a=1');
    expect(siteOf('http://shop.ru')?.href).toBe('http://shop.ru/');
    expect(siteOf('localhost:3000')?.href).toBe('http://localhost:3000/');
    expect(siteOf('магазин.рф')?.hostname).toBe('xn--80aairftm.xn--p1ai');
  });

  it('is nothing else', () => {
    for (const text of ['', 'shop', 'javascript:alert(1)', 'ftp://shop.ru', 'a b.ru', 'data:text/html,x']) {
      expect(siteOf(text), text).toBeNull();
    }
  });

  it('carries the mark beside what it had', () => {
    const site = siteOf('shop.ru/?a=1#top');
    expect(site && marked(site, 'm1')).toBe('https://shop.ru/?a=1&otklik_check=m1#top');
  });
});

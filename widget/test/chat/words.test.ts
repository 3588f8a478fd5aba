import { describe, expect, it } from 'vitest';
import { contrast, parseHex, readableOn, textOn } from '../../src/chat/colour';
import { languageOf, told, words } from '../../src/chat/language';
import { dayName, hrefOf, opening, sizeOf, splitLinks } from '../../src/chat/panel/format';
import { texts } from '../../src/chat/panel/texts';

const links = (text: string): string[] => splitLinks(text).filter((_, n) => n % 2);

describe('links', () => {
  it.each([
    ['see https://shop.ru/a?b=1#c.', ['https://shop.ru/a?b=1#c']],
    ['(www.shop.ru) and http://a.b', ['www.shop.ru', 'http://a.b']],
    ['javascript:alert(1) data:text/html,x', []],
    ['"https://shop.ru"><img onerror=x>', ['https://shop.ru']],
  ])('%s', (text, found) => {
    expect(links(text)).toEqual(found);
    expect(splitLinks(text).join('')).toBe(text);
  });

  it('lead to https where no protocol is said', () => expect(hrefOf('www.shop.ru')).toBe('https://www.shop.ru'));
});

describe('colours', () => {
  it.each(['#ffffff', '#000000', '#ffe600', '#2f6fed', '#ff0000', '#808080', '#00c853'])('%s can be read', (hex) => {
    const on = parseHex(textOn(hex) === '#fff' ? '#ffffff' : '#121418');
    expect(contrast(parseHex(hex), on)).toBeGreaterThanOrEqual(4.5);
    for (const isDark of [false, true]) {
      const [r, g, b] = readableOn(hex, isDark).match(/\d+/g)!.map(Number) as [number, number, number];
      expect(contrast([r, g, b], isDark ? [30, 32, 38] : [255, 255, 255])).toBeGreaterThanOrEqual(4.4);
    }
  });
});

describe('words', () => {
  it('are the same in both languages', () => {
    expect(Object.keys(texts.ru)).toEqual(Object.keys(texts.en));
    expect(Object.keys(words.ru)).toEqual(Object.keys(words.en));
  });

  it('follow the workspace, the page, the browser', () => {
    expect(languageOf('ru')).toBe('ru');
    document.documentElement.lang = 'ru-RU';
    expect(languageOf('auto')).toBe('ru');
    document.documentElement.lang = 'de';
    expect(languageOf('auto')).toBe('en');
    expect(told({ ru: 'Привет', en: '' }, 'en')).toBe('Привет');
  });

  it('tell when the team is back', () => {
    const now = new Date(2026, 10, 20, 21, 0);
    const say = (date: Date): string => opening(date.toISOString(), 'ru', texts.ru, now);
    expect(say(new Date(2026, 10, 20, 22, 30))).toBe('сегодня в 22:30');
    expect(say(new Date(2026, 10, 21, 9, 0))).toBe('завтра в 09:00');
    expect(say(new Date(2026, 10, 23, 9, 0))).toContain('23 ноября');
    expect(dayName(new Date(2026, 10, 19).toISOString(), 'en', texts.en, now)).toBe('Yesterday');
  });

  it('tell sizes', () => expect(sizeOf(2_097_152, texts.ru, 'ru')).toBe('2 МБ'));
});

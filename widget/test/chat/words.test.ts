import { beforeEach, describe, expect, it, vi } from 'vitest';
import { luminance, parseHex, readableOn, textOn } from '../../src/chat/colour';
import { languageOf, told, words } from '../../src/chat/language';

/** As the build has it in the files of this language. */
const speak = async (language: 'en' | 'ru') => {
  vi.stubGlobal('__LANGUAGE__', language);
  vi.resetModules();
  const panel = await import('../../src/chat/panel/texts');
  const more = await import('../../src/chat/more/texts');
  const end = await import('../../src/chat/end/texts');
  return {
    panel,
    more,
    end,
    ...(await import('../../src/chat/panel/format')),
    ...(await import('../../src/chat/more/sizes')),
  };
};
let ru: Awaited<ReturnType<typeof speak>>;
let en: Awaited<ReturnType<typeof speak>>;

beforeEach(async () => {
  en = await speak('en');
  ru = await speak('ru');
});

describe('links', () => {
  it.each([
    ['see https://shop.ru/a?b=1#c.', ['https://shop.ru/a?b=1#c']],
    ['(www.shop.ru) and http://a.b', ['www.shop.ru', 'http://a.b']],
    ['javascript:alert(1) data:text/html,x', []],
    ['"https://shop.ru"><img onerror=x>', ['https://shop.ru']],
  ])('%s', (text, found) => {
    expect(ru.splitLinks(text).filter((_, n) => n % 2)).toEqual(found);
    expect(ru.splitLinks(text).join('')).toBe(text);
  });

  it('lead to https where no protocol is said', () => expect(ru.hrefOf('www.shop.ru')).toBe('https://www.shop.ru'));
});

/** WCAG 2.2. */
const contrast = (...pair: [number[], number[]]): number => {
  const [low, high] = pair.map((each) => luminance(each as Parameters<typeof luminance>[0])).sort((a, b) => a - b);
  return (high! + 0.05) / (low! + 0.05);
};

describe('colours', () => {
  const COLOURS = ['#ffffff', '#000000', '#ffe600', '#2f6fed', '#ff0000', '#808080', '#00c853', '#757575', '#777777'];

  it.each(COLOURS)('%s can be read', (hex) => {
    const on = parseHex(textOn(hex) === '#fff' ? '#ffffff' : '#121418');
    expect(contrast(parseHex(hex), on)).toBeGreaterThanOrEqual(4.4);
    for (const isDark of [false, true]) {
      const mixed = readableOn(hex, isDark).match(/\d+/g)!.map(Number);
      expect(contrast(mixed, isDark ? [30, 32, 38] : [255, 255, 255])).toBeGreaterThanOrEqual(4.5);
    }
  });
});

describe('words', () => {
  it('are the same in both languages', () => {
    for (const { panel, more, end } of [ru, en]) {
      expect(Object.keys(panel.ru)).toEqual(Object.keys(panel.en));
      expect(Object.keys(more.ru)).toEqual(Object.keys(more.en));
      expect(Object.keys(end.ru)).toEqual(Object.keys(end.en));
    }
    expect([en.panel.texts, ru.panel.texts]).toEqual([en.panel.en, ru.panel.ru]);
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
    const say = (date: Date, { opening } = ru): string => opening(date.toISOString(), now);
    expect(say(new Date(2026, 10, 20, 22, 30))).toBe('сегодня в 22:30');
    expect(say(new Date(2026, 10, 21, 9, 0))).toBe('завтра в 09:00');
    expect(say(new Date(2026, 10, 23, 9, 0))).toContain('23 ноября');
    expect(ru.dayName(new Date(2026, 10, 19).toISOString(), now)).toBe('вчера');
    expect(ru.dayName(new Date(2026, 10, 2).toISOString(), now)).toBe('2 ноября');
  });

  it('tell sizes', () => {
    expect(ru.sizeOf(2_097_152)).toBe('2 МБ');
    expect(en.sizeOf(700)).toBe('700 B');
  });
});

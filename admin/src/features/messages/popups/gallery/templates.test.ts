import { describe, expect, it } from 'vitest';
import en from '@/i18n/en/popups.json';
import { findDoubts } from '../model/checks';
import { AA, AA_SHAPE, contrast } from '../model/contrast';
import { readPopup } from '../model/popup';
import { THEMES } from '../model/themes';
import { readTemplates } from './templates';

describe.each(['ru', 'en'] as const)('templates in %s', (language) => {
  const templates = readTemplates(language);

  it('are many, each once, each with its words', () => {
    const keys = templates.map(({ key }) => key);
    expect(keys.length).toBeGreaterThanOrEqual(12);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.filter((key) => !(key in en.gallery.template))).toEqual([]);
  });

  it.each(templates.map((template) => [template.key, template] as const))('%s leaves no doubt', (_key, { content }) => {
    expect(findDoubts(readPopup(content))).toEqual([]);
    expect(JSON.stringify(content)).not.toMatch(/\{"ru":/);
    const hasRussian = /[а-яё]/i.test(JSON.stringify(content));
    expect(hasRussian).toBe(language === 'ru');
  });
});

it.each(THEMES.map(({ key, colours }) => [key, colours] as const))('the colours %s can be read', (_key, colours) => {
  expect(contrast(colours.ink, colours.background)).toBeGreaterThanOrEqual(AA);
  expect(contrast(colours.accent, colours.background)).toBeGreaterThanOrEqual(AA_SHAPE);
});

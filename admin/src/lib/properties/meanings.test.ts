import { describe, expect, it } from 'vitest';
import sentences from '@/i18n/en/sentences.json';
import en from './meanings/en.json';
import ru from './meanings/ru.json';

describe('meanings of properties', () => {
  it.each([
    ['en', en],
    ['ru', ru],
  ])('are there for every property that has a title, each another, %s', (_language, meanings) => {
    expect(Object.keys(meanings)).toEqual(Object.keys(sentences.property).map((name) => `$${name}`));
    expect(Object.values(meanings).filter((text) => !text.trim())).toEqual([]);
    expect(new Set(Object.values(meanings)).size).toBe(Object.keys(meanings).length);
  });
});

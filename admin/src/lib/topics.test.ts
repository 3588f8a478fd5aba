import { describe, expect, it } from 'vitest';
import { namesOf } from './topics';

describe('names of topics', () => {
  const named = (topic: string, ru: string, en: string) => ({
    topic,
    name: { ru, en },
    text: { ru: '', en: '' },
    is_shown: true,
  });

  it('are those of the language, else of the other one', () => {
    const topics = [named('sales', 'Акции', 'Sales'), named('news', '', 'News'), named('inner', '', '')];
    expect([...namesOf(topics, 'ru')]).toEqual([
      ['sales', 'Акции'],
      ['news', 'News'],
    ]);
    expect(namesOf(topics, 'en').get('sales')).toBe('Sales');
  });

  it('are told from each other', () => {
    const topics = [named('sales', 'Акции', ''), named('sales_2', 'Акции', '')];
    expect([...namesOf(topics, 'ru').values()]).toEqual(['Акции (sales)', 'Акции (sales_2)']);
  });
});

import { describe, expect, it } from 'vitest';
import { pointsText } from '@/components/scoring/ruleWords';
import { renamed, stageName } from '@/components/scoring/stageName';
import { squareOf, sumOf } from './components/RfmGrid';
import { asCondition, asEventRule } from './components/RuleDrawer';
import { freshId } from './components/RuleList';
import { isRising } from './routes/RfmPage';
import { gapOf } from './routes/ScoringPage';

const rule = { id: 'a', points: 5, when: { tag: 'vip' } };

describe('a rule', () => {
  it('keeps only what belongs to its kind', () => {
    const mixed = {
      ...rule,
      name: ' Cart ',
      event: '$cart_viewed',
      where: [],
      at_most: 2,
      lasts: null,
      halves_every: 'P7D',
    };
    expect(asEventRule(mixed)).toEqual({
      id: 'a',
      name: 'Cart',
      points: 5,
      event: '$cart_viewed',
      at_most: 2,
      halves_every: 'P7D',
    });
    expect(asEventRule({ ...mixed, lasts: 'P1D' })).not.toHaveProperty('halves_every');
    expect(asCondition(mixed, { tag: 'vip' })).toEqual({ id: 'a', name: 'Cart', points: 5, when: { tag: 'vip' } });
  });

  it('gets an id that no other has', () => {
    expect(freshId(['rule-2', 'x'], 'rule')).toBe('rule-3');
    expect(freshId(['rule-3', 'rule-4'], 'rule')).toBe('rule-5');
  });

  it('tells its points with their sign', () => {
    const plain = (value: number): string => String(value);
    expect([10, -3, 0].map((points) => pointsText(points, plain))).toEqual(['+10', '−3', '0']);
  });
});

describe('a scoring', () => {
  it('is asked only when nothing is to be mended', () => {
    const whole = {
      rules: [rule],
      levels: [
        { name: 'Warm', at: 10 },
        { name: 'Hot', at: 26 },
      ],
    };
    expect(gapOf(whole)).toBeNull();
    expect(gapOf({ ...whole, rules: [] })).toBe('noRules');
    expect(gapOf({ ...whole, levels: [{ name: ' ', at: 1 }] })).toBe('unnamedLevel');
    expect(gapOf({ ...whole, levels: [...whole.levels, { name: 'Same', at: 26 }] })).toBe('levelsOrder');
    expect(gapOf({ ...whole, lowest: 5, highest: 4 })).toBe('boundsOrder');
    expect(gapOf({ ...whole, lowest: null, highest: -5 })).toBeNull();
  });
});

describe('a stage', () => {
  it('is renamed in one language', () => {
    const stage = { key: 'lead', name: { ru: 'Лид', en: 'Lead' } };
    expect(renamed(stage, 'ru', 'Знакомый').name).toEqual({ ru: 'Знакомый', en: 'Lead' });
    expect(renamed({ key: 'x', name: 'Mine' }, 'ru', 'Мой').name).toBe('Мой');
    expect(stageName(stage, 'en')).toBe('Lead');
  });
});

describe('the grid', () => {
  const cells = [
    { rfm: '333', group: 'champions', people: 2, revenue: '10.5' },
    { rfm: '332', group: 'champions', people: 1, revenue: null },
    { rfm: '323', group: 'loyal', people: 4, revenue: '1' },
  ];

  it('adds up the money groups of a square', () => {
    expect(sumOf(squareOf(cells, '3', '3'))).toEqual({ people: 3, revenue: 10.5 });
    expect(sumOf([{ rfm: '111', group: 'lost', people: 1, revenue: null }])).toEqual({ people: 1, revenue: null });
  });

  it('needs borders that rise', () => {
    const rfm = { recency: ['P30D', 'P90D'], frequency: [2, 5], money: ['5000', '20000'] };
    expect(isRising(rfm)).toBe(true);
    expect(isRising({ ...rfm, frequency: [5, 5] })).toBe(false);
    expect(isRising({ ...rfm, money: ['20000', '5000'] })).toBe(false);
    expect(isRising({ ...rfm, recency: ['', 'P90D'] })).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { readDuration, writeDuration } from './durations';
import { gapsOf } from './gaps';
import { advance, begin } from './history';
import { type Condition, negate, OPS, peel, startTest, startValue, viewOf } from './language';
import { DAY_ENDS, fromLocal, toLocal } from './moments';
import { follow, insertAt, keyOf, markFresh, moveBy, replaceAt, takeFresh } from './tree';

const KNOWN: [string, Condition][] = [
  ['all', { all: [{ tag: 'vip' }] }],
  ['any', { any: [] }],
  ['not', { not: { tag: 'vip' } }],
  ['property', { property: 'plan', op: 'for_at_least', value: { value: 'pro', duration: 'P30D' } }],
  ['property', { property: '$email', op: 'set' }],
  ['property', { property: 'age', op: 'between', value: [18, 30] }],
  ['event', { event: '*', within: { from: '2026-01-01', to: null } }],
  [
    'event',
    { event: 'shop_*', where: [{ property: 'amount', op: 'gt', value: '20000' }], times: { op: 'gte', value: 3 } },
  ],
  ['event', { event: 'x', same: 'category', measure: { of: 'a', as: 'last', op: 'in', value: ['b'] } }],
  ['sequence', { sequence: [{ event: 'a' }, { not: { event: 'b' } }], within: 'PT1H', during: { last: 'P7D' } }],
  ['message', { message: { any: true }, status: 'clicked', times: { op: 'eq', value: 0 } }],
  ['segment', { segment: 12 }],
  ['list', { list: 3 }],
  ['subscribed', { subscribed: { channel: 'email', topic: null } }],
  ['consent', { consent: 'advertising' }],
];
const UNKNOWN: Condition[] = [
  { future: 1 },
  { tag: 'vip', more: 1 },
  { event: 'x', times: { op: 'gt', value: 1 }, measure: { of: 'a', as: 'sum', op: 'gt', value: 1 } },
  { event: 'x', where: [{ property: 'a', op: 'for_at_least', value: { value: 1, duration: 'P1D' } }] },
  { sequence: [{ not: { event: 'a' } }, { event: 'b' }] },
  { property: 'a', op: 'near', value: 1 },
  { property: 'a', op: 'gt', value: { deep: true } },
  { segment: '12' },
];

describe('conditions', () => {
  it.each(KNOWN)('are known: %s', (kind, condition) => {
    expect(viewOf(condition)).toEqual({ kind, node: condition });
  });

  it.each(UNKNOWN)('that the editor cannot show are kept whole: %j', (condition) => {
    expect(viewOf(condition)).toEqual({ kind: 'unknown', node: condition });
  });

  it('are peeled of their nots and wrapped again', () => {
    const condition = { not: { not: { tag: 'a' } } };
    const { nots, inner } = peel(condition);
    expect([nots, inner]).toEqual([2, { tag: 'a' }]);
    expect(negate(inner, nots)).toEqual(condition);
  });

  it('begin with the operator that fits the type', () => {
    expect(startTest('a', ['number'])).toEqual({ property: 'a', op: 'gte', value: '' });
    expect(startTest('a', ['boolean'])).toEqual({ property: 'a', op: 'eq', value: true });
    expect(startTest('a', ['date'])).toEqual({ property: 'a', op: 'within_last', value: 'P7D' });
    expect(startTest('a', ['text', 'number'])).toEqual({ property: 'a', op: 'eq', value: '' });
  });

  it('keep what fits of a value when the operator changes, and are always shown', () => {
    expect(startValue('in', 'чай')).toEqual(['чай']);
    expect(startValue('eq', ['чай', 'кофе'])).toBe('чай');
    expect(startValue('gt', 'чай')).toBe('');
    expect(startValue('between', 5)).toEqual([5, '']);
    expect(startValue('set', 5)).toBeUndefined();
    for (const op of OPS) {
      for (const old of [undefined, '', 'a', 5, true, ['a'], [1, 2], { value: 'a', duration: 'P1D' }, 'P1D']) {
        const value = startValue(op, old);
        const test = { property: 'a', op, ...(value !== undefined && { value }) };
        expect(viewOf(test).kind, JSON.stringify(test)).toBe('property');
      }
    }
  });
});

describe('gaps', () => {
  it('are told by the paths of the language', () => {
    const condition: Condition = {
      all: [
        { event: '', where: [{ property: '', op: 'eq', value: '' }], times: { op: 'gte', value: '' } },
        { not: { property: 'a', op: 'in', value: [] } },
        { sequence: [{ event: 'a' }, { not: { event: '' } }], within: '' },
        { message: { topic: '' }, status: 'read', within: { from: '' } },
        { any: [] },
      ],
    };
    expect(gapsOf(condition)).toEqual([
      'filter.all[0].event',
      'filter.all[0].where[0].property',
      'filter.all[0].where[0].value',
      'filter.all[0].times.value',
      'filter.all[1].not.value',
      'filter.all[2].sequence[1].not.event',
      'filter.all[2].within',
      'filter.all[3].message.topic',
      'filter.all[3].within',
      'filter.all[4]',
    ]);
  });

  it.each(KNOWN.filter(([kind]) => kind !== 'any'))('are none in a whole condition: %s', (_, condition) => {
    expect(gapsOf(condition)).toEqual([]);
  });
});

describe('durations', () => {
  it.each(['P7D', 'PT1H30M', 'P2W', 'P1Y6M', 'PT0.5S', 'P0D', 'P1Y2M3DT4H5M6S'])(
    'come back as they were: %s',
    (text) => {
      expect(writeDuration(readDuration(text) ?? [])).toBe(text);
    },
  );

  it.each(['', 'P', 'PT', '7D', 'P1DT', 'P1W1D', '-P1D', 'P1.5D'])('are not read out of %j', (text) => {
    expect(readDuration(text)).toBeNull();
  });
});

describe('moments', () => {
  it('are of the clock of the workspace', () => {
    expect(fromLocal({ day: '2026-03-31', time: DAY_ENDS }, 'Europe/Moscow')).toBe('2026-03-31T23:59:59.999+03:00');
    expect(fromLocal({ day: '2026-07-01', time: '09:30:00.000' }, 'America/New_York')).toBe(
      '2026-07-01T09:30:00-04:00',
    );
    expect(toLocal('2026-03-31', 'Europe/Moscow')).toEqual({ day: '2026-03-31', time: '03:00:00.000' });
    expect(toLocal('2026-03-31T20:59:59.999Z', 'Europe/Moscow')).toEqual({ day: '2026-03-31', time: DAY_ENDS });
    expect(toLocal('soon', 'Europe/Moscow')).toBeNull();
  });

  it.each([
    ['2026-10-25', '02:30:00.000', '2026-10-25T02:30:00+02:00'],
    ['2026-10-25', '04:00:00.000', '2026-10-25T04:00:00+01:00'],
    ['2026-03-29', '01:59:00.000', '2026-03-29T01:59:00+01:00'],
    ['2026-03-29', '03:00:00.000', '2026-03-29T03:00:00+02:00'],
  ])('stand where clocks are changed: %s %s', (day, time, text) => {
    expect(fromLocal({ day, time }, 'Europe/Berlin')).toBe(text);
  });

  it.each(['UTC', 'Europe/Moscow', 'America/St_Johns', 'Asia/Kathmandu'])('come back as they were in %s', (zone) => {
    const local = { day: '2026-01-31', time: '23:15:00.000' };
    expect(toLocal(fromLocal(local, zone), zone)).toEqual(local);
  });
});

describe('history', () => {
  it('undoes quick edits at one go, slow ones one by one, and redoes', () => {
    let history = begin('');
    for (const [value, at] of [
      ['a', 1_000],
      ['ab', 1_200],
      ['abc', 5_000],
    ] as const)
      history = advance(history, { do: 'set', value, at });
    history = advance(history, { do: 'undo' });
    expect(history.present).toBe('ab');
    history = advance(history, { do: 'undo' });
    expect(history.present).toBe('');
    expect(advance(history, { do: 'undo' })).toBe(history);
    history = advance(advance(history, { do: 'redo' }), { do: 'redo' });
    expect(history.present).toBe('abc');
    expect(advance(history, { do: 'redo' })).toBe(history);
  });

  it('undoes what was added apart from what is typed in it at once', () => {
    let history = begin<Condition | null>(null);
    history = advance(history, { do: 'set', value: { tag: '' }, at: 1_000 });
    history = advance(history, { do: 'set', value: { tag: 'v' }, at: 1_100 });
    history = advance(history, { do: 'set', value: { tag: 'vip' }, at: 1_200 });
    history = advance(history, { do: 'set', value: { not: { tag: 'vip' } }, at: 1_300 });
    const back = [1, 2, 3].map(() => (history = advance(history, { do: 'undo' })).present);
    expect(back).toEqual([{ tag: 'vip' }, { tag: '' }, null]);
  });
});

describe('parts', () => {
  it('keep their key through edits and moves', () => {
    const [one, two] = [{ tag: 'a' }, { tag: 'b' }];
    const key = keyOf(one);
    const edited = replaceAt([one, two], 0, { tag: 'c' });
    expect(edited.map(keyOf)).toEqual([key, keyOf(two)]);
    expect(moveBy(edited, 0, 1).map(keyOf)).toEqual([keyOf(two), key]);
    expect(moveBy(edited, 0, -1)).toEqual(edited);
    expect(keyOf(structuredClone(one))).not.toBe(key);
    expect(follow(two, two)).toBe(two);
    expect(insertAt([1, 3], 1, 2)).toEqual([1, 2, 3]);
  });

  it('take the focus once', () => {
    const part = {};
    markFresh(part);
    expect([takeFresh(keyOf(part)), takeFresh(keyOf(part))]).toEqual([true, false]);
  });
});

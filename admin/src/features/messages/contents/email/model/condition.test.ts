import { expect, it } from 'vitest';
import { readCondition, writeCondition } from './condition';

it.each([
  'person.city',
  'person.city == blank',
  'person.city == "Казань"',
  'person["last order"] > 1000',
  'event.name contains "чай"',
])('%s is read and written the same', (text) => {
  const simple = readCondition(text);
  expect(simple && writeCondition(simple)).toBe(text);
});

it.each(['person.a and person.b', 'person.a == person.b', 'a >', ''])('%s is left to the hand', (text) => {
  expect(readCondition(text)).toBeNull();
});

it('a quote cannot end the words', () => {
  expect(writeCondition({ path: 'person.a', test: 'is', value: 'x" or "1' })).toBe('person.a == "x or 1"');
});

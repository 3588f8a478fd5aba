import { expect, test } from 'vitest';
import { changeOf, percentText } from './changes';

test('a change is told in per cent of what was before', () => {
  expect(changeOf(30, 20)).toBe(50);
  expect(changeOf(10, 20)).toBe(-50);
  expect(changeOf(20, 20)).toBe(0);
  expect(changeOf(0, 20)).toBe(-100);
});

test('nothing is compared with nothing', () => {
  expect(changeOf(20, 0)).toBeNull();
  expect(changeOf(null, 20)).toBeNull();
  expect(changeOf(20, null)).toBeNull();
});

test('per cents are written as the language writes them', () => {
  expect(percentText('en', 84.6)).toBe('85%');
  expect(percentText('ru', 85).replace(/\s/u, ' ')).toBe('85 %');
  expect(percentText('en', 8, true)).toBe('+8%');
});

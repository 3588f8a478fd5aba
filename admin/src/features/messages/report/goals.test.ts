import { describe, expect, it } from 'vitest';
import { startGoal, withoutGoal, worthOf } from './goals';

describe('goals that are edited', () => {
  it('keep one main goal', () => {
    const goals = [startGoal('P2D', true, 1), startGoal('P2D', false, 2), startGoal('P2D', false, 3)];
    expect(withoutGoal(goals, 0).map(({ isMain }) => isMain)).toEqual([true, false]);
    expect(withoutGoal(goals, 2).map(({ isMain }) => isMain)).toEqual([true, false]);
    expect(withoutGoal(goals.slice(0, 1), 0)).toEqual([]);
  });

  it('are worth their share of a profit', () => {
    expect(worthOf(10, 15_000)).toBe('1500');
    expect(worthOf(3.3, 999)).toBe('32.97');
  });
});

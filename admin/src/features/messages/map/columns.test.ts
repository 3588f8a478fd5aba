import { describe, expect, it } from 'vitest';
import type { ListedScenario } from '../api/listed';
import { columnsOf, isIn } from './columns';

const to = (...segments: string[]): ListedScenario => ({ segments }) as unknown as ListedScenario;

describe('columns of the map', () => {
  it('are everybody and the segments, those most spoken to first', () => {
    expect(columnsOf([to('1'), to('2', '2'), to('2'), to()], 5).map(({ key }) => key)).toEqual(['', '2', '1']);
  });

  it('gather the rarest in one', () => {
    const columns = columnsOf([to('1'), to('1'), to('2'), to('3')], 2);
    expect(columns).toEqual([
      { key: '1', segments: ['1'] },
      { key: 'more', segments: ['2', '3'] },
    ]);
    expect(columns.map((column) => isIn(column, to('3')))).toEqual([false, true]);
    expect(isIn({ key: '', segments: [] }, to())).toBe(true);
  });
});

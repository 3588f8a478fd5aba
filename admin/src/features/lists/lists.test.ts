import { describe, expect, it } from 'vitest';
import { type FilePreview, isNaming } from './api';
import { guessKind, valuesOf } from './components/AddPeople';
import { guessColumn } from './components/ImportDialog';

describe('what was pasted', () => {
  it('comes apart at lines, commas and semicolons, each value once', () => {
    expect(valuesOf(' a@x.example, b@x.example;\n\n+7 900 000-00-00\r\na@x.example\t')).toEqual([
      'a@x.example',
      'b@x.example',
      '+7 900 000-00-00',
    ]);
  });

  it('is named by what most of it is', () => {
    expect(guessKind(['a@x.example', 'b@x.example', '17'])).toBe('email');
    expect(guessKind(['+7 (900) 000-00-00', '89000000001'])).toBe('phone');
    expect(guessKind(['17', 'client-18'])).toBe('user_id');
    expect(guessKind([])).toBe('user_id');
  });
});

describe('the column that names people', () => {
  const file = (mapping: FilePreview['mapping']): FilePreview => ({
    columns: ['Город', 'Тел', 'Почта'],
    rows: [],
    mapping,
  });

  it('is the first with addresses, else the one with ids', () => {
    const columns = { Тел: { property: '$phone' }, Почта: { property: '$email' } };
    expect(guessColumn(file({ user_id: null, anonymous_id: null, columns }))).toEqual({ column: 'Тел', kind: 'phone' });
    expect(guessColumn(file({ user_id: 'Город', anonymous_id: null, columns: {} }))).toEqual({
      column: 'Город',
      kind: 'user_id',
    });
    expect(guessColumn(file(null))).toBeNull();
  });
});

describe('segments that name a list or a tag', () => {
  it('are found at any depth, by the very value', () => {
    const filter = { all: [{ tag: '7' }, { not: { any: [{ list: 7 }, { segment: 3 }] } }] };
    expect(isNaming(filter, 'list', 7)).toBe(true);
    expect(isNaming(filter, 'list', 3)).toBe(false);
    expect(isNaming(filter, 'tag', '7')).toBe(true);
    expect(isNaming({ property: 'tag', op: 'eq', value: 'vip' }, 'tag', 'vip')).toBe(false);
  });
});

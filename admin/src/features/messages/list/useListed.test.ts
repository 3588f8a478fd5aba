import { describe, expect, it } from 'vitest';
import { type Asked, fits, type Row, sorted } from './useListed';

const ASKED: Asked = { search: '', status: '', kind: '', channel: '', folder: '', sort: 'updated', desc: true };
const row = (id: string, patch: Partial<Row> = {}): Row =>
  ({
    id,
    name: `Message ${id}`,
    kind: 'message',
    status: 'active',
    folder: '',
    stage: '',
    hypothesis: '',
    topics: [],
    channels: ['popup'],
    updated_at: `2026-11-0${id}T00:00:00Z`,
    launched_at: null,
    figures: undefined,
    ...patch,
  }) as unknown as Row;
const ids = (rows: Row[]): string[] => rows.map(({ id }) => id);

describe('the list of messages', () => {
  it('finds by every word in name, folder, hypothesis and topics', () => {
    const cart = row('1', { name: 'Cart letter', folder: 'Shop', topics: ['wedding'] });
    expect(fits(cart, { ...ASKED, search: 'shop CART' })).toBe(true);
    expect(fits(cart, { ...ASKED, search: 'wedding' })).toBe(true);
    expect(fits(cart, { ...ASKED, search: 'cart popup' })).toBe(false);
  });

  it('filters by status, kind, channel and folder, none of it included', () => {
    const filed = row('1', { folder: 'Shop' });
    expect(fits(filed, { ...ASKED, folder: '0' })).toBe(false);
    expect(fits(row('2'), { ...ASKED, folder: '0' })).toBe(true);
    expect(fits(filed, { ...ASKED, folder: 'Shop', channel: 'popup', kind: 'message', status: 'active' })).toBe(true);
    expect(fits(filed, { ...ASKED, channel: 'email' })).toBe(false);
  });

  it('takes the order of figures from the server, and what has none last', () => {
    const rows = [row('1'), row('2'), row('3')];
    expect(ids(sorted(rows, { ...ASKED, sort: 'money' }, ['3', '1']))).toEqual(['3', '1', '2']);
    expect(ids(sorted(rows, { ...ASKED, sort: 'money', desc: false }, ['3', '1']))).toEqual(['2', '1', '3']);
  });

  it('sorts by what a row says', () => {
    const rows = [row('1', { name: 'b' }), row('2', { name: 'A' })];
    expect(ids(sorted(rows, { ...ASKED, sort: 'name', desc: false }, undefined))).toEqual(['2', '1']);
    expect(ids(sorted(rows, ASKED, undefined))).toEqual(['2', '1']);
  });
});

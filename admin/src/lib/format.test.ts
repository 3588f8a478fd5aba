import { describe, expect, it } from 'vitest';
import { makeFormat } from './format';

const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, ' ');
const NOW = Date.parse('2026-11-22T12:00:00Z');

describe('makeFormat', () => {
  const ru = makeFormat('ru', 'Europe/Moscow', 'RUB');
  const en = makeFormat('en', 'Asia/Vladivostok', 'USD');

  it('writes numbers and money as the language does', () => {
    expect(plain(ru.number(12483))).toBe('12 483');
    expect(plain(ru.money('1290'))).toBe('1 290 ₽');
    expect(en.money(12.5)).toBe('$12.50');
    expect(en.money('x')).toBe('—');
    expect(plain(en.money(5, 'бонус'))).toBe('5 бонус');
  });

  it('shows times in the zone of the workspace', () => {
    expect(ru.time('2026-11-22T21:30:00Z')).toBe('00:30');
    expect(ru.day('2026-11-22T21:30:00Z')).toContain('23');
    expect(ru.time('2026-11-22T06:05:00Z')).toBe('09:05');
    expect(en.time('2026-11-22T00:00:00Z')).toBe('10:00 AM');
    expect(en.time('2026-11-22T13:05:00Z')).toBe('11:05 PM');
    expect(en.time('2026-11-22T05:46:00Z')).toBe('3:46 PM');
    expect(ru.day('nonsense')).toBe('—');
  });

  it('says how long ago, and the date when it is long ago', () => {
    expect(en.relative('2026-11-22T11:59:40Z', NOW)).toBe('now');
    expect(en.relative('2026-11-22T11:55:00Z', NOW)).toBe('5 min. ago');
    expect(en.relative('2026-11-20T12:00:00Z', NOW)).toBe('2 days ago');
    expect(en.relative('2026-01-20T12:00:00Z', NOW)).toBe('Jan 20, 2026');
  });

  it('calls today and yesterday so, by the days of the workspace', () => {
    expect(ru.nearDay('2026-11-22T21:30:00Z', NOW)).toBe(ru.day('2026-11-22T21:30:00Z'));
    expect(ru.nearDay('2026-11-21T21:30:00Z', NOW)).toBe('Сегодня');
    expect(ru.nearDay('2026-11-21T20:30:00Z', NOW)).toBe('Вчера');
    expect(en.nearDay('2026-11-20T15:00:00Z', NOW)).toBe('Yesterday');
    expect(en.nearDay('2026-11-20T13:00:00Z', NOW)).toBe('Nov 20, 2026');
    expect(en.nearDay('nonsense', NOW)).toBe('—');
  });

  it('names sizes and durations', () => {
    expect(en.bytes(0)).toBe('0 bytes');
    expect(en.bytes(1)).toBe('1 byte');
    expect(en.bytes(129)).toBe('129 bytes');
    expect(en.bytes(2_500_000_000)).toBe('2.5 GB');
    expect(en.duration(42)).toBe('42 sec');
    expect(en.duration(3_720)).toBe('1 hr 2 min');
  });
});

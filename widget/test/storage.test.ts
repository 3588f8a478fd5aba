import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

beforeEach(() => vi.resetModules());
afterEach(() => {
  vi.restoreAllMocks();
  localStorage.clear();
  document.cookie = 'key=;max-age=0;path=/';
});

describe('storage', () => {
  it('keeps a value in a cookie and in localStorage, whatever its letters', async () => {
    const { load, save } = await import('../src/storage');
    save('key', 'а; b=c%');
    expect(document.cookie).toContain('key=%D0%B0%3B%20b%3Dc%25');
    expect(localStorage.getItem('key')).toBe('а; b=c%');
    expect(load('key')).toBe('а; b=c%');
    save('key', '');
    expect(load('key')).toBeFalsy();
    expect(localStorage.getItem('key')).toBeNull();
  });

  it('falls back to memory where localStorage throws', async () => {
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    const { getItem, setItem } = await import('../src/storage');
    setItem('key', 'value');
    expect(getItem('key')).toBe('value');
    setItem('key', '');
    expect(getItem('key')).toBeFalsy();
  });

  it('does not read a value older than the one that storage refused', async () => {
    const { getItem, setItem } = await import('../src/storage');
    setItem('key', 'old');
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    setItem('key', 'new');
    expect(getItem('key')).toBe('new');
  });

  it('reads a cookie by its whole name and survives a broken one', async () => {
    const { getCookie } = await import('../src/storage');
    document.cookie = 'other_key=1;path=/';
    expect(getCookie('key')).toBeUndefined();
    document.cookie = 'key=%E0%A4%A;path=/';
    expect(getCookie('key')).toBeUndefined();
  });
});

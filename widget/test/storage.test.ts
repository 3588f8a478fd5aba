import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

beforeEach(() => vi.resetModules());
afterEach(() => {
  vi.restoreAllMocks();
  localStorage.clear();
  document.cookie = 'otklik_test=;max-age=0;path=/';
});

describe('storage', () => {
  it('keeps a value in a cookie and in localStorage, whatever its letters', async () => {
    const { load, save } = await import('../src/storage');
    save('otklik_test', 'а; b=c%');
    expect(document.cookie).toContain('otklik_test=%D0%B0%3B%20b%3Dc%25');
    expect(localStorage.getItem('otklik_test')).toBe('а; b=c%');
    expect(load('otklik_test')).toBe('а; b=c%');
    save('otklik_test', '');
    expect(load('otklik_test')).toBeFalsy();
    expect(localStorage.getItem('otklik_test')).toBeNull();
  });

  it('falls back to memory where localStorage may not be touched', async () => {
    vi.spyOn(window, 'localStorage', 'get').mockImplementation(() => {
      throw new DOMException('denied', 'SecurityError');
    });
    const { load, setItem } = await import('../src/storage');
    setItem('otklik_test', 'value');
    expect(load('otklik_test')).toBe('value');
    setItem('otklik_test', '');
    expect(load('otklik_test')).toBeFalsy();
  });

  it('does not read a value older than the one that storage refused', async () => {
    const { load, setItem } = await import('../src/storage');
    setItem('otklik_test', 'old');
    const full = new Proxy(localStorage, {
      set: () => {
        throw new DOMException('full', 'QuotaExceededError');
      },
    });
    vi.spyOn(window, 'localStorage', 'get').mockReturnValue(full);
    setItem('otklik_test', 'new');
    expect(load('otklik_test')).toBe('new');
  });

  it('reads a cookie by its whole name and survives a broken one', async () => {
    const { getCookie } = await import('../src/storage');
    document.cookie = 'other_otklik_test=1;path=/';
    expect(getCookie('otklik_test')).toBeUndefined();
    document.cookie = 'otklik_test=%E0%A4%A;path=/';
    expect(getCookie('otklik_test')).toBeUndefined();
  });
});

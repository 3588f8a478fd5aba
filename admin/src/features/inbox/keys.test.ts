import { describe, expect, it } from 'vitest';
import { actionOf, isSending, type Pressed, SHORTCUTS } from './keys';

const press = (code: string, key: string, more: Partial<Pressed> = {}): Pressed => ({
  code,
  key,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...more,
});

describe('keys', () => {
  it.each([
    ['KeyJ', 'j', 'о', 'next'],
    ['KeyK', 'k', 'л', 'previous'],
    ['KeyR', 'r', 'к', 'reply'],
    ['KeyN', 'n', 'т', 'note'],
    ['KeyE', 'e', 'у', 'close'],
    ['KeyZ', 'z', 'я', 'snooze'],
    ['Slash', '/', '.', 'search'],
  ])('%s is the same under both alphabets', (code, latin, cyrillic, action) => {
    expect(actionOf(press(code, latin))).toBe(action);
    expect(actionOf(press(code, cyrillic))).toBe(action);
  });

  it('ask for help where the question mark stands, and where a Latin one would', () => {
    expect(actionOf(press('Slash', '?', { shiftKey: true }))).toBe('help');
    expect(actionOf(press('Slash', ',', { shiftKey: true }))).toBe('help');
    expect(actionOf(press('Digit7', '?', { shiftKey: true }))).toBe('help');
  });

  it("leave the browser's own alone", () => {
    expect(actionOf(press('KeyR', 'r', { ctrlKey: true }))).toBeNull();
    expect(actionOf(press('KeyR', 'r', { metaKey: true }))).toBeNull();
    expect(actionOf(press('KeyN', 'N', { shiftKey: true }))).toBeNull();
  });

  it('have one meaning each', () => {
    const all = SHORTCUTS.flatMap(({ codes, isShifted }) => codes.map((code) => `${code}${isShifted ? '+' : ''}`));
    expect(new Set(all).size).toBe(all.length);
  });

  it('send by Ctrl+Enter, and by Enter where it is wanted', () => {
    const enter = press('Enter', 'Enter');
    expect(isSending({ ...enter, ctrlKey: true }, false)).toBe(true);
    expect(isSending({ ...enter, metaKey: true }, true)).toBe(true);
    expect([isSending(enter, true), isSending(enter, false)]).toEqual([true, false]);
    expect(isSending({ ...enter, shiftKey: true }, true)).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { contactIn, isSecret } from '../src/forms';

const field = (html: string, value = ''): HTMLInputElement => {
  document.body.innerHTML = html;
  const input = document.querySelector('input,textarea') as HTMLInputElement;
  input.value = value;
  return input;
};

describe('contactIn', () => {
  it.each(['anna@shop.ru', ' Anna.K+1@mail.shop.example ', 'анна@почта.рф'])('takes %s for an email', (value) => {
    expect(contactIn(field('<input>', value))).toEqual({ $email: value.trim() });
  });

  it.each(['anna@shop', 'anna @shop.ru', 'write to anna@shop.ru', '@shop.ru', 'a@b@c.ru', 'a@shop.r', ''])(
    'does not take %s for an email',
    (value) => expect(contactIn(field('<input>', value))).toBeUndefined(),
  );

  it.each(['+7 (999) 123-45-67', '+79991234567', '+44 20 7946 0958'])('takes %s for a phone in any field', (value) => {
    expect(contactIn(field('<input>', value))).toEqual({ $phone: value });
  });

  it.each([
    '<input type="tel">',
    '<input name="user_phone">',
    '<input autocomplete="tel">',
    '<input placeholder="Телефон">',
  ])('takes bare digits for a phone in %s', (html) =>
    expect(contactIn(field(html, '8 999 123 45 67'))).toEqual({ $phone: '8 999 123 45 67' }),
  );

  it.each(['7707083893', '4111 1111 1111 1111', '2026-11-22'])(
    'does not take %s in a nameless field for one',
    (value) => {
      expect(contactIn(field('<input>', value))).toBeUndefined();
    },
  );

  it.each(['+7 999', '+1234567890123456', '+7 999 123 45 67 ext 5'])('does not take %s for a phone at all', (value) => {
    expect(contactIn(field('<input type="tel">', value))).toBeUndefined();
  });

  it('answers a long hostile value at once', () => {
    const start = performance.now();
    contactIn(field('<textarea></textarea>', '+' + ' ('.repeat(50000) + '1'));
    contactIn(field('<textarea></textarea>', 'a@' + 'a.'.repeat(50000) + '@'));
    expect(performance.now() - start).toBeLessThan(500);
  });
});

describe('isSecret', () => {
  it.each([
    '<input type="password">',
    '<input type="hidden">',
    '<input type="file">',
    '<input autocomplete="cc-number">',
    '<input autocomplete="section-a billing cc-csc">',
    '<input autocomplete="new-password" type="text">',
    '<input autocomplete="one-time-code">',
    '<input name="userPassword" type="text">',
    '<input id="CVV2">',
    '<input name="card_number">',
    '<input data-otklik-ignore>',
    '<div data-otklik-ignore><p><input></p></div>',
  ])('never looks into %s', (html) => expect(isSecret(field(html))).toBe(true));

  it.each([
    '<input name="profile_email">',
    '<input type="email">',
    '<textarea name="hidden_talents"></textarea>',
    '<input type="tel">',
  ])('looks into %s', (html) => expect(isSecret(field(html))).toBe(false));

  it('sees what is ignored from inside a shadow root', () => {
    document.body.innerHTML = '<div data-otklik-ignore><p></p></div>';
    const root = document.querySelector('p')!.attachShadow({ mode: 'open' });
    root.innerHTML = '<input>';
    expect(isSecret(root.querySelector('input')!)).toBe(true);
  });
});

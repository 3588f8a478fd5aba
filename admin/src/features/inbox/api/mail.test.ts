import { describe, expect, it } from 'vitest';
import { mailOf } from './mail';

const TOLD = { id: '7', from: 'anna@example.ru', reason: 'references', has_quote: true, is_cut: false };

describe('what is told of a mail', () => {
  it('is read from a message that came by one', () => {
    expect(mailOf({ mail: { ...TOLD, faults: ['mixed_scripts', 'of tomorrow'] } })).toEqual({
      id: '7',
      from: 'anna@example.ru',
      reason: 'references',
      hasQuote: true,
      isCut: false,
      faults: ['mixed_scripts'],
    });
  });
  it('is nothing for what came otherwise, and for our own letters', () => {
    for (const mail of [undefined, null, 'x', { subject: 'Hello' }]) expect(mailOf({ mail })).toBeNull();
  });
  it('does without what it does not know', () => {
    expect(mailOf({ mail: { id: 7, reason: 'of tomorrow' } })).toMatchObject({
      id: '7',
      from: '',
      reason: null,
      faults: [],
    });
  });
});

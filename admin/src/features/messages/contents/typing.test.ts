import { describe, expect, it } from 'vitest';
import { insertAt, typingAt } from './typing';

describe('a variable that is being typed', () => {
  it('begins with two braces and ends at the caret', () => {
    expect(typingAt('Hi {{', 5)).toEqual({ from: 3, word: '' });
    expect(typingAt('Hi {{ person.na', 15)).toEqual({ from: 3, word: 'person.na' });
    expect(typingAt('Hi {{- event', 12)).toEqual({ from: 3, word: 'event' });
  });

  it('is none outside of braces, after a filter and after their end', () => {
    expect(typingAt('Hi', 2)).toBeNull();
    expect(typingAt('{{ person.name }}', 17)).toBeNull();
    expect(typingAt('{{ person.name | def', 20)).toBeNull();
    expect(typingAt('{{ person', 1)).toBeNull();
  });

  it('is replaced whole, its closing braces too', () => {
    expect(insertAt('Hi {{ per', 9, '{{ person.name }}')).toEqual({ text: 'Hi {{ person.name }}', caret: 20 });
    expect(insertAt('Hi {{ per }}!', 9, '{{ person.name }}')).toEqual({ text: 'Hi {{ person.name }}!', caret: 20 });
    expect(insertAt('Hi !', 3, '{{ x }}')).toEqual({ text: 'Hi {{ x }}!', caret: 10 });
  });
});

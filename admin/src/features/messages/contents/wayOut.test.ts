import { describe, expect, it } from 'vitest';
import { lacksWayOut, withWayOut } from './wayOut';

const letter = (content: Record<string, string | { blocks: { text: string }[] }>) =>
  ({ channel: 'email', content }) as const;

describe('the way out of a letter', () => {
  it('is missed only where something is said', () => {
    expect(lacksWayOut(letter({ subject: 'Hello' }))).toBe(false);
    expect(lacksWayOut(letter({ subject: 'Hello', text: 'Hi' }))).toBe(true);
    expect(lacksWayOut(letter({ text: 'Bye: {{ unsubscribe_url }}' }))).toBe(false);
    expect(lacksWayOut(letter({ design: { blocks: [{ text: '{{unsubscribe_url}}' }] } }))).toBe(false);
    expect(lacksWayOut({ channel: 'task', content: { title: 'Call' } })).toBe(false);
  });

  it('is put into each body that there is', () => {
    const mended = withWayOut({ text: 'Hi', html: '<p>Hi</p>' }, 'Unsubscribe');
    expect(mended.text).toBe('Hi\n\nUnsubscribe: {{ unsubscribe_url }}');
    expect(mended.html).toContain('<a href="{{ unsubscribe_url }}">Unsubscribe</a>');
    const design = { blocks: [{ kind: 'text', html: 'Hi' }] };
    expect(lacksWayOut({ channel: 'email', content: { design } })).toBe(true);
    expect(lacksWayOut({ channel: 'email', content: withWayOut({ design }, 'Unsubscribe') })).toBe(false);
  });
});

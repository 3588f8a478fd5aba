import { describe, expect, it } from 'vitest';
import en from '@/i18n/en/segments.json';
import ru from '@/i18n/ru/segments.json';
import { type Condition, viewOf } from '@/lib/conditions/language';
import { TEMPLATE_GROUPS, TEMPLATES } from './templates';

const NOW = new Date('2026-03-15T12:00:00Z');

/** Kinds of all parts of a condition. */
function kindsOf(condition: Condition): string[] {
  const { kind, node } = viewOf(condition);
  if (kind === 'not') return [kind, ...kindsOf(node.not)];
  if (kind === 'all' || kind === 'any')
    return [kind, ...((node as Record<string, Condition[]>)[kind] ?? []).flatMap(kindsOf)];
  return [kind];
}

describe('templates', () => {
  it.each(TEMPLATES.map((template) => [template.key, template] as const))(
    '%s can be shown and has words',
    (key, template) => {
      const condition = template.make('Europe/Moscow', NOW);
      expect(kindsOf(condition)).not.toContain('unknown');
      expect(Object.keys(ru.template)).toContain(key);
      expect(Object.keys(en.template)).toContain(key);
      expect(TEMPLATE_GROUPS).toContain(template.group);
    },
  );

  it('name whole days of the last month by the clock of the workspace', () => {
    const template = TEMPLATES.find(({ key }) => key === 'betweenDates');
    expect(template?.make('Europe/Moscow', NOW)).toEqual({
      event: '$page_viewed',
      within: { from: '2026-02-01T00:00:00+03:00', to: '2026-02-28T23:59:59.999+03:00' },
    });
  });
});

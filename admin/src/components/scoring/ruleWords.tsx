import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { useEventTitle } from '@/components/conditions/names';
import type { Rule } from '@/lib/api/scoring';
import { wordsQuery } from '@/lib/conditions/api';
import { readDuration } from '@/lib/conditions/durations';
import type { Condition } from '@/lib/conditions/language';
import { useFormat } from '@/lib/format';

/** "7 days", "1 year 6 months". */
export function durationWords(t: TFunction, text: string): string {
  const parts = readDuration(text) ?? [];
  return parts.map(({ unit, amount }) => `${amount} ${t(`conditions.units.${unit}`, { count: amount })}`).join(' ');
}

/** A condition as a sentence; "" until the server has said it. */
export function useWords(condition: Condition | null | undefined): string {
  const { i18n } = useTranslation();
  const words = useQuery(wordsQuery(condition ?? null)).data;
  if (!condition || !words) return '';
  return i18n.language === 'ru' ? words.ru : words.en;
}

/** What the rule is called, and what it gives points for. */
export function useRuleWords(rule: Rule): { title: string; about: string } {
  const { t } = useTranslation();
  const { number } = useFormat();
  const eventTitle = useEventTitle();
  const isEvent = typeof rule.event === 'string';
  const where = rule.where ?? [];
  // What is asked of each event is said by the server too: it is a condition of the language.
  const asked = isEvent && where.length > 0 ? { event: rule.event ?? '', where } : rule.when;
  const words = useWords(asked);
  if (!isEvent) return { title: rule.name || words || t('scoring.condition'), about: rule.name ? words : '' };
  const event = eventTitle(rule.event ?? '');
  const most = rule.at_most ?? 1;
  const parts = [
    rule.name && (words || event),
    !rule.name && words,
    most > 1 ? t('scoring.upTo', { count: most, formatted: number(most) }) : t('scoring.lastOne'),
    rule.lasts && t('scoring.lastsFor', { duration: durationWords(t, rule.lasts) }),
    rule.halves_every && t('scoring.halvesEvery', { duration: durationWords(t, rule.halves_every) }),
  ];
  return { title: rule.name || event, about: parts.filter(Boolean).join(' · ') };
}

/** "+10", "−3". */
export function pointsText(value: number, number: (value: number, digits?: number) => string): string {
  return `${value > 0 ? '+' : value < 0 ? '−' : ''}${number(Math.abs(value), 3)}`;
}

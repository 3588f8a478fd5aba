import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { wordsQuery } from '@/lib/conditions/api';
import { gapsOf } from '@/lib/conditions/gaps';
import { goalsStateQuery } from '../api/goals';
import { readingWords, useWords } from '../parts/useWords';
import { useMessage } from './context';
import classes from './editor.module.css';
import type { Step } from './model';
import { saidOf } from './said';

interface Part {
  step: Step;
  /** Said before it, in plain ink. */
  lead: string;
  text: string;
  isGap?: boolean;
}

/** The whole message in one sentence; each part of it leads to its step. */
export function Summary() {
  const { t } = useTranslation();
  const { go } = useMessage();
  const parts = useParts();
  return (
    <section className={classes.summary} aria-label={t('messages.summary.label')}>
      {parts.map(({ step, lead, text, isGap }) => (
        <span key={`${step} ${lead} ${text}`}>
          {lead}{' '}
          <button type="button" className={classes.part} data-gap={isGap || undefined} onClick={() => go(step)}>
            {text}
          </button>{' '}
        </span>
      ))}
    </section>
  );
}

function useParts(): Part[] {
  const { t } = useTranslation();
  const { content } = useMessage();
  const when = useWhen();
  const whom = useWhom();
  const goal = useGoal();
  const said = saidOf(content);
  const what: Part = {
    step: 'content',
    lead: t(`messages.summary.does.${content.channel}`),
    text: said ? t('common.quoted', { words: said }) : t('messages.summary.noContent'),
    ...(!said && { isGap: true }),
  };
  return [...when, what, whom, ...goal];
}

/** Triggers and how often; of a mailing its time. */
function useWhen(): Part[] {
  const { t, i18n } = useTranslation();
  const words = useWords();
  const { editing } = useMessage();
  const { entry } = editing.graph;
  if (entry.mailing) {
    const { at, zone } = entry.mailing;
    const text = at
      ? `${readingWords(i18n.language, at)} ${t(`messages.zone.${zone ?? 'workspace'}`)}`
      : t('messages.mailing.atLaunch');
    return [{ step: 'trigger', lead: t('messages.summary.once'), text }];
  }
  const triggers = entry.triggers.map(words.trigger).join(` ${t('messages.trigger.or')} `);
  const filters = words.filters(entry.filters).join(', ');
  return [
    {
      step: 'trigger',
      lead: t('messages.summary.when'),
      text: triggers || t('messages.summary.noTrigger'),
      ...(!triggers && { isGap: true }),
    },
    ...(filters ? [{ step: 'trigger' as const, lead: t('messages.summary.if'), text: filters }] : []),
    { step: 'trigger', lead: '—', text: words.repeat(entry.repeat) },
  ];
}

function useWhom(): Part {
  const { t, i18n } = useTranslation();
  const { editing } = useMessage();
  const { audience, mailing } = editing.graph.entry;
  const isWhole = audience !== undefined && gapsOf(audience).length === 0;
  const words = useQuery(wordsQuery(isWhole ? audience : null)).data;
  const told = isWhole && words ? (i18n.language === 'ru' ? words.ru : words.en) : undefined;
  if (audience === undefined)
    return {
      step: 'audience',
      lead: t('messages.summary.to'),
      text: t(mailing ? 'messages.audience.choose' : 'messages.summary.everybody'),
      ...(mailing && { isGap: true }),
    };
  return { step: 'audience', lead: t('messages.summary.toThose'), text: told ?? '…' };
}

function useGoal(): Part[] {
  const { t } = useTranslation();
  const { scenario } = useMessage();
  const goals = useQuery(goalsStateQuery(scenario.id)).data;
  if (!goals) return [];
  const main = goals.goals.find((each) => each.is_main);
  const text = main ? main.name : t(goals.without_goal ? 'messages.goal.none' : 'messages.goal.undecided');
  return [
    { step: 'goal', lead: t('messages.summary.goal'), text, ...(!main && !goals.without_goal && { isGap: true }) },
  ];
}

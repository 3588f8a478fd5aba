import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useCount } from '@/components/conditions/useCount';
import type { Json } from '@/lib/api/types';
import { propertiesQuery } from '@/lib/conditions/api';
import { gapsOf } from '@/lib/conditions/gaps';
import { goalsStateQuery } from '../api/goals';
import { useMessage } from './context';
import { isOnSite, type Step, sendOf } from './model';
import { textsOf } from './texts';

export interface Doubt {
  key: string;
  step: Step;
  text: string;
}

/** Variables that have no filter to stand in for them. */
const BARE = /\{\{-?\s*(person\.[\w.]+|event\.[\w.]+)\s*-?\}\}/g;

/** Variables that would leave a hole for those of whom they are not known. */
export function bareVariables(content: Record<string, Json>): string[] {
  const found = textsOf(content).flatMap((text) => [...text.matchAll(BARE)].map((match) => match[1] ?? ''));
  return [...new Set(found)];
}

/** What does not keep it from running, but one should know. */
export function useDoubts(): Doubt[] {
  const { t } = useTranslation();
  const { scenario, editing, content } = useMessage();
  const { entry } = editing.graph;
  const send = sendOf(editing.graph);
  const goals = useQuery(goalsStateQuery(scenario.id)).data;
  const known = useQuery(propertiesQuery).data?.items;
  const isWhole = entry.audience !== undefined && gapsOf(entry.audience).length === 0;
  const { count, isOld } = useCount(isWhole && entry.audience ? entry.audience : null);
  const doubts: Doubt[] = [];
  const add = (key: string, step: Step, text: string): void => void doubts.push({ key, step, text });
  const bare = bareVariables(content.content).filter((path) => path !== 'person.id');
  if (bare.length > 0) add('bare', 'content', t('messages.doubt.bare', { count: bare.length, names: bare.join(', ') }));
  const names = new Set(known?.flatMap(({ name }) => [name, name.replace(/^\$/, '')]));
  const strange = bare.filter((path) => path.startsWith('person.') && known && !names.has(path.slice(7)));
  if (strange.length > 0) add('strange', 'content', t('messages.doubt.strange', { names: strange.join(', ') }));
  if (goals && goals.goals.length === 0 && !goals.without_goal) add('goal', 'goal', t('messages.doubt.goal'));
  if (isWhole && count === 0 && !isOld) add('nobody', 'audience', t('messages.doubt.nobody'));
  const triggers = entry.mailing ? [] : entry.triggers;
  const isLate = triggers.some((each) => !('browser' in each) && !('saved' in each));
  if (isOnSite(send.channel) && isLate) add('late', 'trigger', t('messages.doubt.late'));
  if (entry.repeat === 'always' && isOnSite(send.channel)) add('always', 'trigger', t('messages.doubt.always'));
  return doubts;
}

import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useCount } from '@/components/conditions/useCount';
import type { Json } from '@/lib/api/types';
import { propertiesQuery } from '@/lib/conditions/api';
import { gapsOf } from '@/lib/conditions/gaps';
import { goalsStateQuery } from '../api/goals';
import { type CheckedLink, linksQuery } from '../contents/email/checks/api';
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

const LEADS_NOWHERE: readonly ['dead' | 'silent', CheckedLink['leads']][] = [
  ['dead', 'dead'],
  ['silent', 'unreached'],
];
const SHOWN = 5;

/** Variables that would leave a hole for those of whom they are not known. */
export function bareVariables(content: Record<string, Json>): string[] {
  const found = textsOf(content).flatMap((text) => [...text.matchAll(BARE)].map((match) => match[1] ?? ''));
  return [...new Set(found)];
}

/** What does not keep it from running, but one should know. */
export function useDoubts(): Doubt[] {
  const { t } = useTranslation();
  const { scenario, editing, content, step, checked, canWrite } = useMessage();
  const { entry } = editing.graph;
  const send = sendOf(editing.graph);
  const goals = useQuery(goalsStateQuery(scenario.id)).data;
  const known = useQuery(propertiesQuery).data?.items;
  const hasAudience = entry.audience !== undefined && gapsOf(entry.audience).length === 0;
  const { count, isOld } = useCount(hasAudience && entry.audience ? entry.audience : null);
  // The server calls each link: only where it is asked for, and not again for what was called.
  const isWhole = !checked.isChecking && checked.faults.length === 0;
  const isCalled = canWrite && step === 'check' && content.channel === 'email' && isWhole;
  const links = useQuery({ ...linksQuery(content.content), enabled: isCalled }).data ?? [];
  const doubts: Doubt[] = [];
  const add = (key: string, step: Step, text: string): void => void doubts.push({ key, step, text });
  const bare = bareVariables(content.content).filter((path) => path !== 'person.id');
  if (bare.length > 0) add('bare', 'content', t('messages.doubt.bare', { count: bare.length, names: bare.join(', ') }));
  const names = new Set(known?.flatMap(({ name }) => [name, name.replace(/^\$/, '')]));
  const strange = bare.filter((path) => path.startsWith('person.') && known && !names.has(path.slice(7)));
  if (strange.length > 0) add('strange', 'content', t('messages.doubt.strange', { names: strange.join(', ') }));
  if (goals && goals.goals.length === 0 && !goals.without_goal) add('goal', 'goal', t('messages.doubt.goal'));
  if (hasAudience && count === 0 && !isOld) add('nobody', 'audience', t('messages.doubt.nobody'));
  for (const [key, leads] of LEADS_NOWHERE) {
    const found = links.filter((link) => link.leads === leads).map(({ url }) => url);
    if (found.length > 0)
      add(key, 'content', t(`messages.doubt.${key}`, { count: found.length, links: found.slice(0, SHOWN).join(', ') }));
  }
  const triggers = entry.mailing ? [] : entry.triggers;
  const isLate = triggers.some((each) => !('browser' in each) && !('saved' in each));
  if (isOnSite(send.channel) && isLate) add('late', 'trigger', t('messages.doubt.late'));
  if (entry.repeat === 'always' && isOnSite(send.channel)) add('always', 'trigger', t('messages.doubt.always'));
  return doubts;
}

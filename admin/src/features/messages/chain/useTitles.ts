import { useQueries, useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { useEventTitle } from '@/components/conditions/names';
import type { Json } from '@/lib/api/types';
import { listNamesQuery, wordsQuery } from '@/lib/conditions/api';
import { propertyTitle } from '@/lib/properties';
import { contentQuery } from '../api/contents';
import type { Trigger } from '../api/graph';
import { dayNames, useWords, type Words } from '../parts/useWords';
import { type Graph, isEventWait, kindOf, type Step, type Wait } from './graph/model';

/** A step in words: what it does, and what kind of step that is. */
export interface Title {
  title: string;
  kind: string;
}
export interface Titles {
  of: (name: string) => Title;
  /** How a way out of a step is called; '' when there is only one. */
  ofWay: (name: string, key: string) => string;
  ofTrigger: (trigger: Trigger) => string;
}

type Names = ReadonlyMap<string, string>;
interface Known {
  t: TFunction;
  language: string;
  words: Words;
  eventTitle: (name: string) => string;
  lists: Names;
  conditions: Names;
  contents: Names;
}

const LONGEST = 90;

function waitTitle({ t, language, words, eventTitle }: Known, wait: Wait): string {
  if ('for' in wait) return t('chain.say.waitFor', { length: words.lasting(wait.for) });
  if ('events' in wait) {
    const events = wait.events
      .map(({ event }) => (event ? t('common.quoted', { words: eventTitle(event) }) : '…'))
      .join(', ');
    return t('chain.say.waitEvent', { events, length: words.lasting(wait.at_most) });
  }
  const names = dayNames(language);
  const days = (wait.days ?? []).map((day) => names[day - 1]).join(', ');
  const time = wait.until === 'best_hour' ? t('chain.say.bestHour') : wait.until || '…';
  return t('chain.say.waitUntil', { time: days ? `${time}, ${days}` : time });
}

function splitTitle(step: Step): string {
  const arms = step.split ?? [];
  const total = arms.reduce((sum, arm) => sum + (arm.weight ?? 1), 0) || 1;
  return arms.map((arm) => `${arm.arm} ${Math.round((100 * (arm.weight ?? 1)) / total)} %`).join(' · ');
}

function stepTitle(known: Known, name: string, step: Step): string {
  const { t, lists, contents, conditions } = known;
  if (step.send) return contents.get(name) || t('chain.say.noContent');
  if (step.wait) return waitTitle(known, step.wait);
  if (step.split) return splitTitle(step);
  if (step.property)
    return t('chain.say.property', { names: step.property.map((edit) => propertyTitle(t, edit.property)).join(', ') });
  if (step.tag)
    return 'add' in step.tag
      ? t('chain.say.tagAdd', { tag: step.tag.add })
      : t('chain.say.tagRemove', { tag: step.tag.remove });
  if (step.list) {
    const [key, id] =
      'join' in step.list ? (['listJoin', step.list.join] as const) : (['listLeave', step.list.leave] as const);
    return t(`chain.say.${key}`, { list: lists.get(String(id)) ?? '…' });
  }
  if (step.score) return t('chain.say.score', { points: step.score.add });
  if (step.handover) return step.handover.note || t('chain.say.handover');
  if (kindOf(step) === 'condition') return conditions.get(name) ?? t('chain.say.condition');
  return step.exit || t('chain.say.exit');
}

/** What a content says first: its subject, its title, its first words. */
export function contentTitle(content: Record<string, Json>): string {
  const pages = Array.isArray(content.pages) ? content.pages : [];
  const blocks = pages.flatMap((page) => (isRecord(page) && Array.isArray(page.blocks) ? page.blocks : []));
  const first = blocks.filter(isRecord).find(({ kind, text }) => (kind === 'title' || kind === 'text') && text);
  const found = [content.subject, content.title, first?.text, content.text, content.url].find(
    (text): text is string => typeof text === 'string' && text.trim() !== '',
  );
  return (found ?? '').replaceAll(/\s+/g, ' ').slice(0, LONGEST);
}

const isRecord = (value: unknown): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function useContentTitles(graph: Graph): Names {
  const sends = Object.entries(graph.nodes).filter(([, step]) => step.send);
  const kept = useQueries({ queries: sends.map(([, step]) => contentQuery(step.send?.content_id)) });
  return new Map(
    sends.map(([name], index) => {
      const content = graph.layout?.contents?.[name]?.content ?? kept[index]?.data?.content;
      return [name, content ? contentTitle(content) : ''];
    }),
  );
}

function useConditionWords(graph: Graph): Names {
  const { i18n } = useTranslation();
  const asked = Object.entries(graph.nodes).flatMap(([name, { condition }]) =>
    condition ? [{ name, condition }] : [],
  );
  const words = useQueries({ queries: asked.map(({ condition }) => wordsQuery(condition)) });
  const found = asked.map(({ name }, index): [string, string] => {
    const data = words[index]?.data;
    return [name, (i18n.language === 'ru' ? data?.ru : data?.en) ?? ''];
  });
  return new Map(found.filter(([, text]) => text !== ''));
}

const byId = (items: readonly { id: string; name: string }[] = []): Names =>
  new Map(items.map(({ id, name }) => [id, name]));

/** Every step of a chain in plain words, made from the step itself unless the team named it. */
export function useTitles(graph: Graph): Titles {
  const { t, i18n } = useTranslation();
  const known: Known = {
    t,
    language: i18n.language,
    words: useWords(),
    eventTitle: useEventTitle(),
    lists: byId(useQuery(listNamesQuery).data),
    conditions: useConditionWords(graph),
    contents: useContentTitles(graph),
  };
  return {
    of: (name) => {
      const step = graph.nodes[name];
      if (!step) return { title: name, kind: '' };
      const kind = step.send ? t(`messages.channel.${step.send.channel}`) : t(`chain.kind.${kindOf(step)}`);
      return { title: step.title || stepTitle(known, name, step), kind };
    },
    ofWay: (name, key) => wayTitle(t, graph.nodes[name], key),
    ofTrigger: known.words.trigger,
  };
}

function wayTitle(t: TFunction, step: Step | undefined, key: string): string {
  if (!step) return '';
  if (step.split) return step.split[Number(key.slice('arm:'.length))]?.arm ?? '';
  const isOther = key === 'otherwise';
  if (step.send) return 'otherwise' in step ? t(isOther ? 'chain.way.notSent' : 'chain.way.sent') : '';
  if (isEventWait(step)) return t(isOther ? 'chain.way.timeout' : 'chain.way.came');
  if (kindOf(step) === 'condition') return t(isOther ? 'chain.way.no' : 'chain.way.yes');
  return '';
}

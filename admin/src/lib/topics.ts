import { queryOptions, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from './api/client';
import type { components } from './api/schema';

/** What people see of the workspace's mailings: docs/reference/preferences.md. */
export type PreferenceSettings = Required<components['schemas']['PreferenceSettings']>;
export type ShownTopic = PreferenceSettings['topics'][number];

export const preferencesQuery = queryOptions({
  queryKey: ['messaging', 'preferences'],
  queryFn: ({ signal }) => api.get<PreferenceSettings>('/messaging/preferences', {}, signal),
});

/** What topics are called, by their keys: as people see them, in the language of the interface. */
export function useTopicNames(): ReadonlyMap<string, string> {
  const { i18n } = useTranslation();
  const settings = useQuery(preferencesQuery).data;
  return namesOf(settings?.topics ?? [], i18n.language);
}

/** A topic without a name in the language has that of the other one, else none. Those called alike say their keys too. */
export function namesOf(topics: readonly ShownTopic[], language: string): ReadonlyMap<string, string> {
  const names = topics.flatMap(({ topic, name }) => {
    const said = language === 'ru' ? name.ru || name.en : name.en || name.ru;
    return said ? [[topic, said] as const] : [];
  });
  const isAlone = (name: string): boolean => names.filter(([, other]) => other === name).length === 1;
  return new Map(names.map(([topic, name]) => [topic, isAlone(name) ? name : `${name} (${topic})`]));
}

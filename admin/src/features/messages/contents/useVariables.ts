import { useQueries, useQuery } from '@tanstack/react-query';
import { createContext, useContext, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldTitle } from '@/components/conditions/names';
import { eventPropertiesQuery, isOneEvent, propertiesQuery } from '@/lib/conditions/api';
import { propertyTitle } from '@/lib/properties';

/** Something a template may ask for. */
export interface Variable {
  /** `person.name`, `event["order id"]`. */
  path: string;
  title: string;
  group: 'person' | 'event' | 'workspace' | 'operator' | 'promo';
  /** Said in its place where nothing is known. */
  fallback?: string;
}

/** Events that begin the message: a template may ask for their properties. */
export const EventsContext = createContext<readonly string[]>([]);

const USUAL = ['$name', '$first_name', '$last_name', '$email', '$phone', '$city'];
const PLAIN = /^[a-z_]\w*$/i;

/** `$first_name` is `person.first_name`; what is no plain word stands in brackets. */
export function pathOf(root: string, name: string): string {
  const bare = name.replace(/^\$/, '');
  return PLAIN.test(bare) ? `${root}.${bare}` : `${root}["${bare.replaceAll('"', '')}"]`;
}

/** Everything a template may ask for, the usual first. */
export function useVariables(): Variable[] {
  const { t } = useTranslation();
  const events = useContext(EventsContext).filter(isOneEvent);
  const properties = useQuery(propertiesQuery).data?.items;
  const ofEvents = useQueries({ queries: events.map((event) => ({ ...eventPropertiesQuery(event), retry: false })) });
  return useMemo(() => {
    const known = properties?.filter((item) => !item.is_hidden).map((item) => item.name) ?? [];
    const names = [...new Set([...USUAL, ...known])];
    const person = names.map(
      (name): Variable => ({
        path: pathOf('person', name),
        title: propertyTitle(t, name),
        group: 'person',
        ...(name === '$first_name' || name === '$name' ? { fallback: t('messages.liquid.friend') } : {}),
      }),
    );
    const fields = new Set(ofEvents.flatMap(({ data }) => data?.items.map((item) => item.name) ?? []));
    const event = [...fields].map(
      (name): Variable => ({ path: pathOf('event', name), title: fieldTitle(t, name), group: 'event' }),
    );
    return [
      ...person,
      ...event,
      { path: 'workspace.name', title: t('messages.liquid.workspaceName'), group: 'workspace' },
      { path: 'workspace.url', title: t('messages.liquid.workspaceUrl'), group: 'workspace' },
      { path: 'preferences_url', title: t('messages.liquid.preferences'), group: 'workspace' },
      { path: 'unsubscribe_url', title: t('messages.liquid.unsubscribe'), group: 'workspace' },
    ];
  }, [properties, ofEvents, t]);
}

/** How it is written into a text. */
export const written = ({ path, fallback }: Variable): string =>
  fallback ? `{{ ${path} | default: "${fallback.replaceAll('"', '')}" }}` : `{{ ${path} }}`;

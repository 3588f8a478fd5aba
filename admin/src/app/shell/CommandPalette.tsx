import { useDebouncedValue } from '@mantine/hooks';
import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { PersonAvatar } from '@/components/ui/PersonAvatar';
import { api } from '@/lib/api/client';
import type { PeoplePage, PersonRow } from '@/lib/api/types';
import { useShownCommands } from '@/lib/commands';
import { personTitle } from '@/lib/person';
import { CARE_PLACES, DATA_PLACES, MESSAGE_PLACES, PLACES } from './nav';

type Place = (typeof PLACES | typeof MESSAGE_PLACES | typeof DATA_PLACES | typeof CARE_PLACES)[number];

const SETTINGS = [
  ...(['workspace', 'collection', 'chat', 'messages', 'mail', 'teams'] as const),
  ...(['team', 'keys', 'audit', 'system', 'profile'] as const),
] as const;

function useFound(text: string): PersonRow[] {
  const [search] = useDebouncedValue(text.trim(), 180);
  const query = useQuery({
    queryKey: ['people', 'palette', search],
    queryFn: ({ signal }) => api.post<PeoplePage>('/profiles/search', { search, limit: 6 }, signal),
    enabled: search.length >= 2,
    placeholderData: keepPreviousData,
  });
  return search.length >= 2 ? (query.data?.items ?? []) : [];
}

/** ⌘K: to any page, or to a person by name, address, phone or id. */
export default function CommandPalette() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const people = useFound(text);
  const here = useShownCommands();
  const go = (to: string) => () => void navigate(to);
  const place = ({ to, label, icon: Icon }: Place): SpotlightActionData => ({
    id: to,
    label: t(label),
    leftSection: <Icon size={18} stroke={1.6} />,
    onClick: go(to),
  });
  const pages = [...PLACES, ...DATA_PLACES, ...CARE_PLACES].map(place);
  const more = MESSAGE_PLACES.map(place);
  const settings: SpotlightActionData[] = SETTINGS.map((key) => ({
    id: `/settings/${key}`,
    label: t(`settings.nav.${key}`),
    description: t('shell.nav.settings'),
    onClick: go(`/settings/${key}`),
  }));
  const found: SpotlightActionData[] = people.map((person) => ({
    id: `/people/${person.id}`,
    label: personTitle(t, person),
    description: [person.email, person.phone, person.city].filter(Boolean).join(' · '),
    keywords: text,
    leftSection: <PersonAvatar id={person.id} name={person.name ?? person.email} isOnline={person.is_online} />,
    onClick: go(`/people/${person.id}`),
  }));
  const own = (here?.commands ?? []).map<SpotlightActionData>(({ id, label, icon: Icon, keys, run }) => ({
    id: `here-${id}`,
    label,
    leftSection: <Icon size={18} stroke={1.6} />,
    rightSection: keys && <kbd style={{ opacity: 0.7 }}>{keys}</kbd>,
    onClick: run,
  }));
  const actions: SpotlightActionGroupData[] = [
    ...(here ? [{ group: here.title, actions: own }] : []),
    ...(found.length ? [{ group: t('shell.nav.people'), actions: found }] : []),
    { group: t('shell.pages'), actions: text ? [...pages, ...more, ...settings] : pages },
  ];
  return (
    <Spotlight
      actions={actions}
      query={text}
      onQueryChange={setText}
      shortcut={['mod + K']}
      scrollable
      maxHeight={420}
      scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}
      nothingFound={t('shell.nothingFound')}
      highlightQuery
      limit={20}
      attributes={{ content: { 'aria-label': t('shell.searchPlaceholder') } }}
      searchProps={{
        leftSection: <IconSearch size={18} stroke={1.6} />,
        placeholder: t('shell.searchPlaceholder'),
        'aria-label': t('shell.searchPlaceholder'),
      }}
    />
  );
}

import { queryOptions, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from './api/client';
import type { Page, TeamMember } from './api/types';
import { useSession } from './session';

const teamQuery = queryOptions({
  queryKey: ['team', 'names'],
  queryFn: async ({ signal }) => (await api.get<Page<TeamMember>>('/team/members', {}, signal)).items,
  staleTime: 60_000,
  retry: false,
});

/** Who did it, in words: the API tells `member:7`, `token:3`, `system`. "" when nobody is told. */
export function useAuthors(): (author: string) => string {
  const { t } = useTranslation();
  const { me, current } = useSession();
  // Viewers may not read the team; who left it has no name any more.
  const team = useQuery({ ...teamQuery, enabled: current.role !== 'viewer' });
  const names = new Map([...(team.data ?? []), me.member].map(({ id, name }) => [id, name]));
  return (author) => {
    const [kind = '', id = ''] = author.split(':');
    if (kind === 'member') return names.get(id) ?? t('lists.authors.member');
    if (kind === 'token') return t('lists.authors.token');
    return kind === 'system' ? 'Otklik' : author;
  };
}

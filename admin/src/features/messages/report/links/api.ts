import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';
import { SCENARIOS } from '../../api';

export type LinkMapAnswer = components['schemas']['LinkMapAnswer'];
export type MapLink = components['schemas']['LinkMapLink'];
export type MapLetter = components['schemas']['LinkMapLetter'];

/** A message's letters, and who followed which link of one; of the one sent most, when none is named. */
export const linksQuery = (scenario: string, letter: string) =>
  queryOptions({
    queryKey: [...SCENARIOS, 'one', scenario, 'links', letter],
    queryFn: ({ signal }) => {
      const [content_id = '', node = ''] = letter.split('·');
      return api.get<LinkMapAnswer>('/mail/links', { scenario_id: scenario, content_id, node }, signal);
    },
    placeholderData: keepPreviousData,
  });

export const keyOf = ({ content_id, node }: MapLetter): string => `${content_id}·${node}`;

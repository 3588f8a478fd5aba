import { queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';
import { SCENARIOS } from '../api';

export type Progress = components['schemas']['ProgressAnswer'];
export type Phase = Progress['state'];
export type Round = Progress['rounds'][number];

const LIVELY_MS = 2_000;
const CALM_MS = 15_000;

/** How soon it is worth asking again; what is over is not asked about any more. */
function pauseOf(progress: Progress | undefined): number | false {
  const { state, remaining } = progress ?? {};
  if (state === 'scheduled' || state === 'paused' || state === 'none') return CALM_MS;
  // What was stopped is taken back send by send, which takes a moment.
  return state === 'gathering' || state === 'sending' || (remaining ?? 0) > 0 ? LIVELY_MS : false;
}

/** How far a mailing is, or what else many begin at once. */
export const progressQuery = (id: string) =>
  queryOptions({
    queryKey: [...SCENARIOS, 'one', id, 'progress'],
    queryFn: ({ signal }) => api.get<Progress>(`/scenarios/${id}/progress`, {}, signal),
    refetchInterval: ({ state }) => pauseOf(state.data),
  });

export const mailingApi = {
  /** At once and for good. */
  stop: (id: string) => api.post<Progress>(`/scenarios/${id}/stop`),
  /** Again to those who got nothing for these reasons. */
  resend: (id: string, reasons: readonly string[]) => api.post<Progress>(`/scenarios/${id}/resend`, { reasons }),
};

import { api } from '@/lib/api/client';
import type { OnboardingStep, Overview, Page, RecentEvent } from '@/lib/api/types';

export const overviewQuery = { queryKey: ['overview'], queryFn: () => api.get<Overview>('/overview') };
export const onboardingQuery = {
  queryKey: ['onboarding'],
  queryFn: () => api.get<{ steps: OnboardingStep[] }>('/onboarding'),
};
const SHOWN = 12;
const recent = async (query: Record<string, boolean>): Promise<RecentEvent[]> =>
  (await api.get<Page<RecentEvent>>('/events/recent', { ...query, limit: SHOWN })).items;

/** What people do; while nobody has done anything yet, the history that was brought in. */
export const tickerQuery = {
  queryKey: ['events', 'ticker'],
  queryFn: async (): Promise<RecentEvent[]> => {
    const live = await recent({ own: true, imported: false });
    return live.length > 0 ? live : recent({ own: true });
  },
};

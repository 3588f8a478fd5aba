import { api } from '@/lib/api/client';
import type { OnboardingStep, Overview, Page, RecentEvent } from '@/lib/api/types';

export const overviewQuery = { queryKey: ['overview'], queryFn: () => api.get<Overview>('/overview') };
export const onboardingQuery = {
  queryKey: ['onboarding'],
  queryFn: () => api.get<{ steps: OnboardingStep[] }>('/onboarding'),
};
/** While history is being imported, most of what arrives did not happen now. */
const ASKED = 100;
const SHOWN = 12;

export const tickerQuery = {
  queryKey: ['events', 'ticker'],
  queryFn: () => api.get<Page<RecentEvent>>('/events/recent', { limit: ASKED }),
  select: (page: Page<RecentEvent>): RecentEvent[] => {
    const live = page.items.filter((event) => !event.quiet);
    return (live.length > 0 ? live : page.items).slice(0, SHOWN);
  },
};

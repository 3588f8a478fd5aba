import { api } from '@/lib/api/client';
import type { OnboardingStep, Overview, Page, RecentEvent } from '@/lib/api/types';

export const overviewQuery = { queryKey: ['overview'], queryFn: () => api.get<Overview>('/overview') };
export const onboardingQuery = {
  queryKey: ['onboarding'],
  queryFn: () => api.get<{ steps: OnboardingStep[] }>('/onboarding'),
};
export const tickerQuery = {
  queryKey: ['events', 'ticker'],
  queryFn: () => api.get<Page<RecentEvent>>('/events/recent', { limit: 12 }),
};

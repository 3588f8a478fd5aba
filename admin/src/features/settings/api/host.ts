import { queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';

export type TrackingHost = components['schemas']['TrackingHost'];

export const hostQuery = queryOptions({
  queryKey: ['mail', 'tracking-host'],
  queryFn: () => api.get<TrackingHost>('/mail/tracking-host'),
});

export const hostApi = {
  write: (host: string) => api.put<TrackingHost>('/mail/tracking-host', { host }),
  check: () => api.post<TrackingHost>('/mail/tracking-host/check', {}),
  remove: () => api.delete('/mail/tracking-host'),
};

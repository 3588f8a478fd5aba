import { useQuery } from '@tanstack/react-query';
import { Failure, Lines } from '@/components/ui/states';
import { messagingSettingsQuery } from '../../api/settings';

/** How people are written to: how often, when, with whose leave. */
export function Component() {
  const query = useQuery(messagingSettingsQuery);
  if (query.error && !query.data) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  return <Lines count={8} />;
}

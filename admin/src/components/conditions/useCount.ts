import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { ApiError, type Fault } from '@/lib/api/errors';
import { countQuery } from '@/lib/conditions/api';
import type { Condition } from '@/lib/conditions/language';

const SETTLE_MS = 250;
const NO_FAULTS: readonly Fault[] = [];

export interface Count {
  /** The condition that was asked, once it has settled. */
  asked: Condition | null;
  count: number | undefined;
  /** The figure is of an earlier condition; the new one is being asked. */
  isOld: boolean;
  error: Error | null;
  faults: readonly Fault[];
  retry: () => void;
}

/** How many people fit, asked a quarter of a second after the last change; what was asked before is called off. */
export function useCount(ready: Condition | null, asOf = ''): Count {
  const [asked] = useDebouncedValue(ready, SETTLE_MS);
  const query = useQuery(countQuery(asked, asOf));
  const { error } = query;
  const faults = useMemo(
    () => (error instanceof ApiError && asked !== null ? error.faults : NO_FAULTS),
    [error, asked],
  );
  return {
    asked,
    count: query.data?.count,
    isOld: ready !== asked || query.isFetching || query.isPlaceholderData,
    error,
    faults,
    retry: () => void query.refetch(),
  };
}

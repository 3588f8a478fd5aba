import type { ReactNode } from 'react';
import { Failure, Lines } from './states';

interface ListedProps {
  query: { data: unknown; error: unknown; isPending: boolean; refetch: () => unknown };
  /** Grey lines while it is being read. */
  count?: number;
  children?: ReactNode;
}

/** A short list within a section: what stands in its place until it is read, or when it was not. */
export function Listed({ query, count = 2, children }: ListedProps) {
  if (query.error && query.data === undefined)
    return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (query.isPending)
    return (
      <div style={{ padding: 16 }}>
        <Lines count={count} />
      </div>
    );
  return <>{children}</>;
}

import { Skeleton } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { withTexts } from '@/i18n/parts';
import type { Scenario } from '../api/types';

const Panel = lazy(withTexts(['mailing'], () => import('./ProgressPanel')));

interface ProgressProps {
  scenario: Pick<Scenario, 'id' | 'name' | 'kind' | 'status'>;
  canWrite: boolean;
}

/** How a sending to many at once goes; loads and reads by itself. */
export function Progress(props: ProgressProps) {
  const isMailing = props.scenario.kind === 'mailing';
  return (
    <Suspense fallback={isMailing ? <Skeleton height={150} radius="md" mb="md" /> : null}>
      <Panel {...props} />
    </Suspense>
  );
}

import { Skeleton } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { withTexts } from '@/i18n/parts';

const GoalForm = lazy(withTexts(['report'], () => import('./GoalForm')));

interface GoalEditorProps {
  /** The scenario whose goals these are. */
  id: string;
  /** The channel of its message: how long its goals usually count. */
  channel?: string;
}

/** What a message is for: its goals, or the decision that it has none. Loads and saves by itself. */
export function GoalEditor(props: GoalEditorProps) {
  return (
    <Suspense fallback={<Skeleton height={160} radius="md" />}>
      <GoalForm {...props} />
    </Suspense>
  );
}

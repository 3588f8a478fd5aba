import { Skeleton } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { withTexts } from '@/i18n/parts';
import type { Fault } from '@/lib/api/errors';
import type { Json } from '@/lib/api/types';

export interface PopupEditorProps {
  channel: 'popup' | 'form';
  content: Record<string, Json>;
  onChange: (content: Record<string, Json>) => void;
  faults?: readonly Fault[];
}

const Builder = lazy(withTexts(['messages', 'popups', 'builder'], () => import('./Builder')));

/** The builder of popups and forms; its code and its words come when the first one is opened. */
export function PopupEditor(props: PopupEditorProps) {
  return (
    <Suspense fallback={<Skeleton height={480} radius="lg" />}>
      <Builder {...props} />
    </Suspense>
  );
}

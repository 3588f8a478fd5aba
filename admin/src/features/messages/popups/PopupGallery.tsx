import { Skeleton } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { withTexts } from '@/i18n/parts';
import type { Json } from '@/lib/api/types';

export interface TakenTemplate {
  channel: 'popup' | 'form';
  content: Record<string, Json>;
  /** In the reader's language. */
  name: string;
}

export interface PopupGalleryProps {
  /** Only those of this channel. */
  channel?: 'popup' | 'form';
  onChoose: (taken: TakenTemplate) => void;
}

const Gallery = lazy(withTexts(['popups'], () => import('./gallery/Gallery')));

/** Ready popups and forms; its code, its words and its contents come when it is opened. */
export function PopupGallery(props: PopupGalleryProps) {
  return (
    <Suspense fallback={<Skeleton height={320} radius="lg" />}>
      <Gallery {...props} />
    </Suspense>
  );
}

import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Segment } from '@/lib/api/types';

const COLOR = { live: 'teal', preparing: 'orange', paused: 'gray' } as const;

export function StatusBadge({ segment }: { segment: Pick<Segment, 'status'> }) {
  const { t } = useTranslation();
  return <Badge color={COLOR[segment.status]}>{t(`segments.statuses.${segment.status}`)}</Badge>;
}

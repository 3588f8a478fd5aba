import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Status } from '../api/types';

const COLOR: Record<Status, string> = { draft: 'gray', active: 'teal', paused: 'orange', archived: 'gray' };

export function StatusBadge({ status }: { status: Status }) {
  const { t } = useTranslation();
  return (
    <Badge color={COLOR[status]} variant={status === 'archived' ? 'outline' : 'light'} style={{ flex: 'none' }}>
      {t(`messages.status.${status}`)}
    </Badge>
  );
}

import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Import } from '@/lib/api/types';

const COLOR: Record<Import['status'], string> = {
  pending: 'gray',
  running: 'iris',
  done: 'teal',
  failed: 'red',
  cancelled: 'gray',
};

export function StatusBadge({ status }: { status: Import['status'] }) {
  const { t } = useTranslation();
  return <Badge color={COLOR[status]}>{t(`imports.status.${status}`)}</Badge>;
}

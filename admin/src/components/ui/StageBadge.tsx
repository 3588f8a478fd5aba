import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Stage } from '@/lib/api/types';

const COLOR: Record<Stage, string> = { visitor: 'gray', lead: 'orange', user: 'iris' };

export function StageBadge({ stage }: { stage: Stage }) {
  const { t } = useTranslation();
  return (
    <Badge color={COLOR[stage]} size="sm">
      {t(`common.stage.${stage}`)}
    </Badge>
  );
}

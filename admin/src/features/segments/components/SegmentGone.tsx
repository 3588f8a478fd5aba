import { IconFilterOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Empty } from '@/components/ui/states';

/** In the place of a segment that was deleted, or that never was. */
export function SegmentGone() {
  const { t } = useTranslation();
  return <Empty isPage icon={IconFilterOff} title={t('segments.gone')} text={t('segments.goneText')} />;
}

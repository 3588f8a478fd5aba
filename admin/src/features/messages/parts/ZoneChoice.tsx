import { useTranslation } from 'react-i18next';
import { Choice } from '@/components/conditions/Choice';
import type { ClockOf } from '../api/graph';

interface ZoneChoiceProps {
  zone: ClockOf | undefined;
  onChange: (zone: ClockOf) => void;
}

/** By whose clocks. */
export function ZoneChoice({ zone = 'workspace', onChange }: ZoneChoiceProps) {
  const { t } = useTranslation();
  return (
    <Choice
      label={t('messages.zone.label')}
      value={zone}
      options={(['workspace', 'person'] as const).map((value) => ({ value, label: t(`messages.zone.${value}`) }))}
      onChange={(next) => onChange(next as ClockOf)}
    />
  );
}

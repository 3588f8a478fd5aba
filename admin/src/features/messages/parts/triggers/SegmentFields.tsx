import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Choice } from '@/components/conditions/Choice';
import { useGap } from '@/components/conditions/context';
import { segmentNamesQuery } from '@/lib/conditions/api';
import type { SegmentTrigger } from '../../api/graph';
import classes from '../parts.module.css';

interface SegmentFieldsProps {
  trigger: SegmentTrigger;
  path: string;
  onChange: (trigger: SegmentTrigger) => void;
}

/** Somebody comes into a segment or leaves it. */
export function SegmentFields({ trigger, path, onChange }: SegmentFieldsProps) {
  const { t } = useTranslation();
  const segments = useQuery(segmentNamesQuery).data ?? [];
  const gap = useGap(`${path}.segment`);
  return (
    <div className={classes.sentence}>
      <Choice
        label={t('messages.trigger.turn')}
        value={trigger.on}
        options={(['entered', 'left'] as const).map((value) => ({ value, label: t(`messages.trigger.${value}`) }))}
        onChange={(on) => onChange({ ...trigger, on: on as SegmentTrigger['on'] })}
      />
      <Choice
        label={t('messages.trigger.segment')}
        tone="name"
        isSearched
        value={trigger.segment ? String(trigger.segment) : ''}
        options={segments.map(({ id, name }) => ({ value: id, label: name }))}
        placeholder={t('messages.trigger.chooseSegment')}
        onChange={(id) => onChange({ ...trigger, segment: Number(id) })}
        gap={gap}
      />
    </div>
  );
}

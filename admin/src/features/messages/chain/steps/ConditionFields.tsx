import { Stack } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { ConditionEditor } from '@/components/conditions/ConditionEditor';
import { useFaults } from '@/components/conditions/context';
import { LiveCount } from '@/components/conditions/LiveCount';
import { useConditions } from '@/components/conditions/useConditions';
import { useCount } from '@/components/conditions/useCount';
import type { Condition } from '@/lib/conditions/language';
import type { StepProps } from './StepEditor';

/** A step that asks nothing yet: the constructor's "nothing", which may be saved in a draft. */
const NOTHING: Condition = { all: [] };

const isNothing = (condition: Condition | undefined): boolean =>
  condition === undefined || JSON.stringify(condition) === JSON.stringify(NOTHING);

/** Which way a person goes, by the constructor of segments, with how many would go the first way now. */
export function ConditionFields({ step, onChange, path }: StepProps) {
  const conditions = useConditions(isNothing(step.condition) ? null : (step.condition ?? null));
  const count = useCount(conditions.ready);
  const place = `${path}.condition`;
  const faults = useFaults(place).map((fault) => ({ ...fault, path: fault.path.replace(place, 'filter') }));
  const { value } = conditions;
  const told = useRef(value);
  const tell = useRef(onChange);
  useEffect(() => {
    tell.current = (next) => onChange({ ...step, ...next });
  });
  useEffect(() => {
    if (value === told.current) return;
    told.current = value;
    tell.current({ condition: value ?? NOTHING });
  }, [value]);
  return (
    <Stack gap="sm">
      <ConditionEditor
        conditions={conditions}
        faults={count.faults.length > 0 ? count.faults : value === null ? [] : faults}
      />
      <LiveCount count={count} gaps={conditions.gaps.length} isEmpty={value === null} />
    </Stack>
  );
}

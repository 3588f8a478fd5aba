import { useEffect, useRef } from 'react';
import { useConditions } from '@/components/conditions/useConditions';
import type { Condition } from '@/lib/conditions/language';

/** A condition within something larger that is edited: what the constructor makes is told, what comes from outside begins it anew. */
export function useEditedCondition(
  condition: Condition | undefined,
  onChange: (condition: Condition | undefined) => void,
) {
  const conditions = useConditions(condition ?? null);
  const { value, start } = conditions;
  const told = useRef<Condition | undefined>(condition);
  const tell = useRef(onChange);
  useEffect(() => {
    tell.current = onChange;
  });
  useEffect(() => {
    const next = value ?? undefined;
    if (next === told.current) return;
    told.current = next;
    tell.current(next);
  }, [value]);
  // Undone or discarded outside.
  useEffect(() => {
    if (condition === told.current) return;
    told.current = condition;
    start(condition ?? null);
  }, [condition, start]);
  return conditions;
}

import { Checkbox, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConditionEditor } from '@/components/conditions/ConditionEditor';
import { useFaults } from '@/components/conditions/context';
import { ConditionWords } from '@/components/conditions/LiveCount';
import { Adding, Remove } from '@/components/conditions/tests';
import type { Condition } from '@/lib/conditions/language';
import { keyOf, removeAt, replaceAt } from '@/lib/conditions/tree';
import type { EventPick, Exit } from '../api/graph';
import { FaultsAt } from './faults';
import classes from './parts.module.css';
import { EventPickFields } from './triggers/EventFields';
import { useEditedCondition } from './useEditedCondition';

interface ExitProps {
  value: Exit | undefined;
  onChange: (exit: Exit | undefined) => void;
}

const written = ({ events = [], condition, goal }: { [K in keyof Exit]?: Exit[K] | undefined }): Exit | undefined => {
  const exit: Exit = {
    ...(events.length > 0 && { events }),
    ...(condition && { condition }),
    ...(goal && { goal }),
  };
  return Object.keys(exit).length > 0 ? exit : undefined;
};

/** What takes a person out wherever he stands: nothing more is sent to him. */
export function ExitEditor({ value = {}, onChange }: ExitProps) {
  const { t } = useTranslation();
  const events = value.events ?? [];
  const set = (patch: { [K in keyof Exit]?: Exit[K] | undefined }): void => onChange(written({ ...value, ...patch }));
  const setEvents = (next: EventPick[]): void => set({ events: next });
  return (
    <Stack gap={8}>
      <Checkbox
        label={t('messages.exit.goal')}
        checked={value.goal ?? false}
        onChange={(event) => set({ goal: event.currentTarget.checked })}
      />
      {events.map((pick, index) => (
        <div key={keyOf(pick)}>
          <div className={classes.sentence}>
            <span>{t(index === 0 ? 'messages.exit.event' : 'messages.trigger.or')}</span>
            <EventPickFields
              pick={pick}
              path={`exit.events[${index}]`}
              onChange={(next) => setEvents(replaceAt(events, index, next))}
            />
            <Remove label={t('messages.exit.remove')} onClick={() => setEvents(removeAt(events, index))} />
          </div>
          <FaultsAt path={`exit.events[${index}]`} />
        </div>
      ))}
      <div>
        <Adding onClick={() => setEvents([...events, { event: '' }])}>{t('messages.exit.add')}</Adding>
      </div>
      <ExitCondition condition={value.condition} onChange={(condition) => set({ condition })} />
    </Stack>
  );
}

interface ExitConditionProps {
  condition: Condition | undefined;
  onChange: (condition: Condition | undefined) => void;
}

const PATH = 'exit.condition';

/** Whoever has come to be so leaves before the next thing is done to him. */
function ExitCondition({ condition, onChange }: ExitConditionProps) {
  const { t } = useTranslation();
  const [isBegun, begin] = useState(false);
  const conditions = useEditedCondition(condition, onChange);
  const faults = useFaults(PATH).map((fault) => ({ ...fault, path: fault.path.replace(PATH, 'filter') }));
  const isShown = isBegun || conditions.value !== null;
  if (!isShown)
    return (
      <div>
        <Adding onClick={() => begin(true)}>{t('messages.exit.addCondition')}</Adding>
      </div>
    );
  const remove = (): void => {
    begin(false);
    conditions.set(null);
  };
  return (
    <div className={classes.condition}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text size="sm">{t('messages.exit.condition')}</Text>
        <Remove label={t('messages.exit.removeCondition')} onClick={remove} />
      </Group>
      <ConditionEditor conditions={conditions} faults={faults} />
      <ConditionWords filter={faults.length > 0 ? null : conditions.ready} />
      <Text size="xs" c="dimmed">
        {t('messages.exit.conditionText')}
      </Text>
    </div>
  );
}

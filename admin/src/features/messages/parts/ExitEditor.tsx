import { Checkbox, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Adding, Remove } from '@/components/conditions/tests';
import { keyOf, removeAt, replaceAt } from '@/lib/conditions/tree';
import type { EventPick, Exit } from '../api/graph';
import { FaultsAt } from './faults';
import classes from './parts.module.css';
import { EventPickFields } from './triggers/EventFields';

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
    </Stack>
  );
}

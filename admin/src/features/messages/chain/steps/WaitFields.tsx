import { SegmentedControl, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DurationField } from '@/components/conditions/fields';
import { Adding, Remove } from '@/components/conditions/tests';
import { keyOf, removeAt, replaceAt } from '@/lib/conditions/tree';
import { DayChoice } from '../../parts/DayChoice';
import { FaultsAt } from '../../parts/faults';
import classes from '../../parts/parts.module.css';
import { TextField } from '../../parts/TextField';
import { EventPickFields } from '../../parts/triggers/EventFields';
import { ZoneChoice } from '../../parts/ZoneChoice';
import type { Wait } from '../graph/model';
import type { StepProps } from './StepEditor';

const KINDS = ['for', 'until', 'best', 'events'] as const;
type WaitKind = (typeof KINDS)[number];
type Until = Extract<Wait, { until: string }>;
type Events = Extract<Wait, { events: unknown }>;

const FIRST: Record<WaitKind, Wait> = {
  for: { for: 'P1D' },
  until: { until: '10:00' },
  best: { until: 'best_hour' },
  events: { events: [{ event: '' }], at_most: 'P3D' },
};

function kindOfWait(wait: Wait): WaitKind {
  if ('for' in wait) return 'for';
  if ('events' in wait) return 'events';
  return wait.until === 'best_hour' ? 'best' : 'until';
}

/** How long, or until when. */
export function WaitFields({ step, onChange, path }: StepProps) {
  const { t } = useTranslation();
  const wait = step.wait ?? FIRST.for;
  const kind = kindOfWait(wait);
  const set = (next: Wait): void => onChange({ ...step, wait: next });
  const choose = (next: WaitKind): void => {
    const { otherwise: _gone, ...rest } = step;
    onChange({ ...(next === 'events' ? step : rest), wait: FIRST[next] });
  };
  const at = `${path}.wait`;
  return (
    <Stack gap="sm">
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label={t('chain.kind.wait')}
        value={kind}
        onChange={(next) => choose(next)}
        data={KINDS.map((value) => ({ value, label: t(`chain.wait.${value}`) }))}
      />
      {'for' in wait && (
        <div className={classes.sentence}>
          <span>{t('chain.wait.forLead')}</span>
          <DurationField
            label={t('chain.wait.for')}
            value={wait.for}
            onChange={(length) => set({ for: length })}
            path={`${at}.for`}
          />
        </div>
      )}
      {'until' in wait && <UntilFields wait={wait} onChange={set} path={at} />}
      {'events' in wait && <EventFields wait={wait} onChange={set} path={at} />}
      <FaultsAt path={at} parts={'events' in wait ? [`${at}.events`] : []} />
      <Text size="xs" c="dimmed">
        {t(`chain.wait.${kind}Text`)}
      </Text>
    </Stack>
  );
}

interface PartProps<T> {
  wait: T;
  onChange: (wait: Wait) => void;
  path: string;
}

function UntilFields({ wait, onChange, path }: PartProps<Until>) {
  const { t } = useTranslation();
  const isBest = wait.until === 'best_hour';
  const withDays = (days: number[] | undefined): void => {
    const { days: _old, ...rest } = wait;
    onChange({ ...rest, ...(days && { days }) });
  };
  return (
    <>
      <div className={classes.sentence}>
        {isBest ? (
          <>
            <span>{t('chain.wait.within')}</span>
            <DurationField
              label={t('chain.wait.within')}
              value={wait.within ?? 'P7D'}
              onChange={(within) => onChange({ ...wait, within })}
              path={`${path}.within`}
            />
          </>
        ) : (
          <>
            <span>{t('chain.wait.untilLead')}</span>
            <TextField
              type="time"
              label={t('chain.wait.time')}
              value={wait.until}
              onChange={(until) => onChange({ ...wait, until })}
              path={`${path}.until`}
            />
            <ZoneChoice zone={wait.zone ?? 'person'} onChange={(zone) => onChange({ ...wait, zone })} />
          </>
        )}
      </div>
      <DayChoice label={t('chain.wait.days')} days={wait.days} onChange={withDays} />
    </>
  );
}

function EventFields({ wait, onChange, path }: PartProps<Events>) {
  const { t } = useTranslation();
  const { events } = wait;
  return (
    <>
      {events.map((pick, index) => (
        <div key={keyOf(pick)}>
          <div className={classes.sentence}>
            {index > 0 && <span>{t('chain.wait.or')}</span>}
            <EventPickFields
              pick={pick}
              path={`${path}.events[${index}]`}
              onChange={(next) => onChange({ ...wait, events: replaceAt(events, index, next) })}
            />
            {events.length > 1 && (
              <Remove
                label={t('chain.wait.removeEvent')}
                onClick={() => onChange({ ...wait, events: removeAt(events, index) })}
              />
            )}
          </div>
          <FaultsAt path={`${path}.events[${index}]`} />
        </div>
      ))}
      <div>
        <Adding onClick={() => onChange({ ...wait, events: [...events, { event: '' }] })}>
          {t('chain.wait.addEvent')}
        </Adding>
      </div>
      <div className={classes.sentence}>
        <span>{t('chain.wait.atMost')}</span>
        <DurationField
          label={t('chain.wait.atMost')}
          value={wait.at_most}
          onChange={(at_most) => onChange({ ...wait, at_most })}
          path={`${path}.at_most`}
        />
      </div>
    </>
  );
}

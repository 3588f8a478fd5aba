import { useTranslation } from 'react-i18next';
import { Choice } from '@/components/conditions/Choice';
import { EventChoice, withTests } from '@/components/conditions/EventLine';
import { DurationField } from '@/components/conditions/fields';
import { Adding, Remove, Where } from '@/components/conditions/tests';
import { startTest, type Test } from '@/lib/conditions/language';
import { follow, keyOf, removeAt, replaceAt, without } from '@/lib/conditions/tree';
import type { EventPick, EventTrigger } from '../../api/graph';
import classes from '../parts.module.css';

interface EventFieldsProps {
  trigger: EventTrigger;
  path: string;
  onChange: (trigger: EventTrigger) => void;
}

/** An event, at once or some time after it, unless something came meanwhile. */
export function EventFields({ trigger, path, onChange }: EventFieldsProps) {
  const { t } = useTranslation();
  const { after, unless = [] } = trigger;
  const change = (next: EventTrigger): void => onChange(follow(trigger, next));
  const setUnless = (next: EventPick[]): void =>
    change({ ...(without(trigger, 'unless') as EventTrigger), ...(next.length > 0 && { unless: next }) });
  return (
    <>
      <div className={classes.sentence}>
        {after !== undefined && (
          <DurationField
            label={t('messages.trigger.after')}
            value={after}
            onChange={(next) => change({ ...trigger, after: next })}
            path={`${path}.after`}
          />
        )}
        <Choice
          label={t('messages.trigger.when')}
          value={after === undefined ? 'now' : 'after'}
          options={[
            { value: 'now', label: t('messages.trigger.atOnce') },
            { value: 'after', label: t('messages.trigger.afterEvent') },
          ]}
          onChange={(next) =>
            change(next === 'now' ? without(trigger, 'after', 'unless') : { ...trigger, after: after ?? 'PT1H' })
          }
        />
        <EventPickFields
          pick={trigger}
          path={path}
          onChange={(pick) =>
            change({ ...pick, ...(after !== undefined && { after }), ...(unless.length > 0 && { unless }) })
          }
        />
        {after !== undefined && unless.length === 0 && (
          <Adding onClick={() => setUnless([{ event: '' }])}>{t('messages.trigger.addUnless')}</Adding>
        )}
      </div>
      {unless.length > 0 && (
        <div className={classes.below}>
          {unless.map((pick, index) => (
            <div key={keyOf(pick)} className={classes.sentence}>
              <span>{t(index === 0 ? 'messages.trigger.unless' : 'messages.trigger.nor')}</span>
              <EventPickFields
                pick={pick}
                path={`${path}.unless[${index}]`}
                onChange={(next) => setUnless(replaceAt(unless, index, next))}
              />
              <Remove label={t('messages.trigger.removeUnless')} onClick={() => setUnless(removeAt(unless, index))} />
              {index === unless.length - 1 && (
                <Adding onClick={() => setUnless([...unless, { event: '' }])}>
                  {t('messages.trigger.addUnlessMore')}
                </Adding>
              )}
            </div>
          ))}
        </div>
      )}
    </>
  );
}

interface PickProps {
  pick: EventPick;
  path: string;
  onChange: (pick: EventPick) => void;
}

/** An event and what must be true of it. */
export function EventPickFields({ pick, path, onChange }: PickProps) {
  const { t } = useTranslation();
  const tests = pick.where ?? [];
  const set = (next: Test[]): void =>
    onChange(withTests({ event: pick.event, ...(tests.length > 0 && { where: tests }) }, next));
  return (
    <>
      <EventChoice value={pick.event} onChange={(event) => onChange({ event })} path={`${path}.event`} />
      {pick.event !== '' && (
        <Adding onClick={() => set([...tests, startTest('', [])])}>{t('conditions.addWhere')}</Adding>
      )}
      {tests.length > 0 && (
        <div style={{ flexBasis: '100%' }}>
          <Where event={pick.event} tests={tests} path={`${path}.where`} onChange={set} />
        </div>
      )}
    </>
  );
}

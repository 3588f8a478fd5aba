import { useTranslation } from 'react-i18next';
import { EventIcon } from '@/components/ui/EventIcon';
import { type EventCondition, type Selector, startTest, type Test } from '@/lib/conditions/language';
import { follow, without } from '@/lib/conditions/tree';
import { Choice } from './Choice';
import { useGap } from './context';
import { useEventOptions, useEventTitle } from './names';
import { Row, type RowActions } from './Row';
import classes from './sentence.module.css';
import { Adding, FieldChoice, Remove, Where } from './tests';
import { TimesField } from './times';
import { WindowField } from './window';

interface EventChoiceProps {
  value: string;
  onChange: (event: string) => void;
  path: string;
}

/** Which event: one that came, a standard one, the beginning of names with a star. */
export function EventChoice({ value, onChange, path }: EventChoiceProps) {
  const { t } = useTranslation();
  const options = useEventOptions();
  const titleOf = useEventTitle();
  const gap = useGap(path);
  const isKnown = value === '' || options.some((option) => option.value === value);
  return (
    <Choice
      label={t('conditions.event')}
      tone="name"
      value={value}
      options={isKnown ? options : [{ value, label: titleOf(value), hint: value }, ...options]}
      onChange={onChange}
      placeholder={t('conditions.chooseEvent')}
      isSearched
      offer={(search) =>
        search.endsWith('*')
          ? t('conditions.eventsLike', { prefix: search.slice(0, -1) })
          : t('conditions.useName', { name: search })
      }
      gap={gap}
    />
  );
}

/** The selector with these tests; an empty list is not written. */
export function withTests<T extends Selector>(selector: T, tests: Test[]): T {
  return tests.length > 0 ? { ...selector, where: tests } : (without(selector, 'where') as T);
}

interface EventLineProps {
  node: EventCondition;
  nots: number;
  path: string;
  actions: RowActions;
  onChange: (node: EventCondition) => void;
}

/** Did it: how often, when, with which properties. */
export function EventLine({ node, nots, path, actions, onChange }: EventLineProps) {
  const { t } = useTranslation();
  const tests = node.where ?? [];
  const change = (next: EventCondition): void => onChange(follow(node, next));
  const addTest = (): void => change({ ...node, where: [...tests, startTest('', [])] });
  const below = (
    <Where event={node.event} tests={tests} path={`${path}.where`} onChange={(next) => change(withTests(node, next))} />
  );
  return (
    <Row
      icon={<EventIcon name={node.event} size={26} />}
      nots={nots}
      actions={actions}
      path={path}
      parts={tests.map((_, index) => `${path}.where[${index}]`)}
      below={below}
    >
      <EventChoice value={node.event} onChange={(event) => change({ ...node, event })} path={`${path}.event`} />
      <TimesField
        hasMeasures
        event={node.event}
        {...(node.times && { times: node.times })}
        {...(node.measure && { measure: node.measure })}
        onChange={(counted) => change({ ...without(node, 'times', 'measure'), ...counted })}
        path={path}
      />
      {node.same !== undefined && (
        <span className={classes.pair}>
          <span>{t('conditions.same')}</span>
          <FieldChoice
            label={t('conditions.sameProperty')}
            event={node.event}
            value={node.same}
            path={`${path}.same`}
            onChange={(same) => change({ ...node, same })}
          />
          <Remove label={t('conditions.removeSame')} onClick={() => change(without(node, 'same'))} />
        </span>
      )}
      <WindowField
        window={node.within}
        onChange={(within) => change({ ...without(node, 'within'), ...(within && { within }) })}
        path={`${path}.within`}
      />
      <Adding onClick={addTest}>{t('conditions.addWhere')}</Adding>
      {node.same === undefined && (
        <Adding onClick={() => change({ ...node, same: '' })}>{t('conditions.addSame')}</Adding>
      )}
    </Row>
  );
}

import { IconListNumbers } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type Selector, type Sequence, type Step, startTest } from '@/lib/conditions/language';
import { follow, keyOf, removeAt, replaceAt, without } from '@/lib/conditions/tree';
import { Choice } from './Choice';
import { useFaults } from './context';
import { EventChoice, withTests } from './EventLine';
import { Faults } from './Faults';
import { DurationField } from './fields';
import { Row, type RowActions } from './Row';
import classes from './SequenceLine.module.css';
import sentence from './sentence.module.css';
import { Adding, Remove, Where } from './tests';
import { WindowField } from './window';

const MOST = 10;
const LEAST = 2;

interface SequenceLineProps {
  node: Sequence;
  nots: number;
  path: string;
  actions: RowActions;
  onChange: (node: Sequence) => void;
}

const isAbsence = (step: Step | undefined): boolean => step !== undefined && 'not' in step;

/** One after the other; the last may be that it did not follow. */
export function SequenceLine({ node, nots, path, actions, onChange }: SequenceLineProps) {
  const { t } = useTranslation();
  const change = (next: Sequence): void => onChange(follow(node, next));
  const { sequence: steps } = node;
  const hasAbsence = isAbsence(steps.at(-1));
  const write = (next: Step[]): void => {
    // An absence has its end by the longest time only.
    const needs = isAbsence(next.at(-1)) && node.within === undefined;
    change({ ...node, sequence: next, ...(needs && { within: 'PT1H' }) });
  };
  const add = (): void => {
    const at = hasAbsence ? steps.length - 1 : steps.length;
    write([...steps.slice(0, at), { event: '' }, ...steps.slice(at)]);
  };
  return (
    <Row
      icon={<IconListNumbers size={17} />}
      nots={nots}
      actions={actions}
      path={path}
      parts={steps.map((_, index) => `${path}.sequence[${index}]`)}
      below={
        <ol className={classes.steps}>
          {steps.map((step, index) => (
            <StepLine
              key={keyOf(step)}
              step={step}
              index={index}
              isLast={index === steps.length - 1}
              canRemove={steps.length > LEAST}
              path={`${path}.sequence[${index}]`}
              onChange={(next) => write(replaceAt(steps, index, next))}
              onRemove={() => write(removeAt(steps, index))}
            />
          ))}
          {steps.length < MOST && (
            <li className={classes.more} data-bare>
              <Adding onClick={add}>{t('conditions.addStep')}</Adding>
            </li>
          )}
        </ol>
      }
    >
      <strong>{t('conditions.sequence')}</strong>
      <Within
        value={node.within}
        isNeeded={hasAbsence}
        onChange={(within) => change({ ...without(node, 'within'), ...(within !== undefined && { within }) })}
        path={`${path}.within`}
      />
      <span>{t('conditions.firstStep')}</span>
      <WindowField
        label={t('conditions.firstStepWhen')}
        window={node.during}
        onChange={(during) => change({ ...without(node, 'during'), ...(during && { during }) })}
        path={`${path}.during`}
      />
    </Row>
  );
}

interface WithinProps {
  value: string | undefined;
  isNeeded: boolean;
  onChange: (within: string | undefined) => void;
  path: string;
}

function Within({ value, isNeeded, onChange, path }: WithinProps) {
  const { t } = useTranslation();
  const any = { value: 'any', label: t('conditions.anyLength') };
  const most = { value: 'most', label: t('conditions.atMostLength') };
  return (
    <span className={sentence.pair}>
      <Choice
        label={t('conditions.length')}
        value={value === undefined ? 'any' : 'most'}
        options={isNeeded ? [most] : [any, most]}
        onChange={(next) => {
          if (next === 'any') onChange(undefined);
          else if (value === undefined) onChange('P1D');
        }}
      />
      {value !== undefined && (
        <DurationField label={t('conditions.length')} value={value} onChange={onChange} path={path} />
      )}
    </span>
  );
}

interface StepLineProps {
  step: Step;
  index: number;
  isLast: boolean;
  canRemove: boolean;
  path: string;
  onChange: (step: Step) => void;
  onRemove: () => void;
}

function StepLine({ step, index, isLast, canRemove, path, onChange, onRemove }: StepLineProps) {
  const { t } = useTranslation();
  const isNot = 'not' in step;
  const selector: Selector = isNot ? step.not : step;
  const place = isNot ? `${path}.not` : path;
  const tests = selector.where ?? [];
  const faults = useFaults(
    path,
    tests.map((_, at) => `${place}.where[${at}]`),
  );
  const write = (next: Selector): void => onChange(isNot ? { not: next } : next);
  const canBeAbsent = isLast && index > 0;
  return (
    <li className={classes.step}>
      <div className={sentence.sentence}>
        {canBeAbsent || isNot ? (
          <Choice
            label={t('conditions.stepKind')}
            tone={isNot ? 'not' : 'plain'}
            value={isNot ? 'absent' : 'then'}
            options={[
              { value: 'then', label: t('conditions.then') },
              { value: 'absent', label: t('conditions.thenNot') },
            ]}
            onChange={(next) => {
              if (next === 'absent' && !isNot) onChange({ not: selector });
              if (next === 'then' && isNot) onChange(selector);
            }}
          />
        ) : (
          <span className={sentence.lead}>{index === 0 ? t('conditions.firstly') : t('conditions.then')}</span>
        )}
        <EventChoice
          value={selector.event}
          onChange={(event) => write({ ...selector, event })}
          path={`${place}.event`}
        />
        <Adding
          label={t('conditions.addWhere')}
          onClick={() => write({ ...selector, where: [...tests, startTest('', [])] })}
        >
          {t('conditions.where')}
        </Adding>
        {canRemove && <Remove label={t('conditions.removeStep')} onClick={onRemove} />}
      </div>
      <Where
        event={selector.event}
        tests={tests}
        path={`${place}.where`}
        onChange={(next) => write(withTests(selector, next))}
      />
      <Faults faults={faults} />
    </li>
  );
}

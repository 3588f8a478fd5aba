import { useTranslation } from 'react-i18next';
import {
  ENDS,
  FIGURES,
  formOf,
  type Measure,
  type MeasureKind,
  NUMBER_OPS,
  type NumberOp,
  type Op,
  type Times,
} from '@/lib/conditions/language';
import { Choice, type Option } from './Choice';
import { NumberField } from './fields';
import { useFieldOptions } from './names';
import { FieldChoice, OpChoice, withOp } from './tests';
import { ValueField } from './ValueField';

type How = 'ever' | 'never' | NumberOp | MeasureKind;

function howOf(times: Times | undefined, measure: Measure | undefined): How {
  if (measure !== undefined) return measure.as;
  if (times === undefined) return 'ever';
  return times.op === 'eq' && times.value === 0 ? 'never' : times.op;
}

function isMeasureKind(how: string): how is MeasureKind {
  return [...FIGURES, ...ENDS].some((kind) => kind === how);
}

interface Counted {
  times?: Times;
  measure?: Measure;
}

function startMeasure(kind: MeasureKind, old: Measure | undefined): Measure {
  const isEnd = kind === 'first' || kind === 'last';
  const kept = old !== undefined && (isEnd || NUMBER_OPS.some((op) => op === old.op)) ? old : undefined;
  const of = old?.of ?? '';
  if (kept !== undefined) return { ...kept, as: kind };
  return { of, as: kind, op: isEnd ? 'eq' : 'gte', value: '' };
}

function startCount(how: How, old: Counted): Counted {
  if (how === 'ever') return {};
  if (how === 'never') return { times: { op: 'eq', value: 0 } };
  if (isMeasureKind(how)) return { measure: startMeasure(how, old.measure) };
  const before = old.times?.value;
  const number = Array.isArray(before) ? before[0] : before;
  const least = number === 0 && how === 'eq' ? 1 : (number ?? 1);
  return { times: { op: how, value: how === 'between' ? [least, ''] : least } };
}

interface TimesProps extends Counted {
  event?: string;
  onChange: (counted: Counted) => void;
  path: string;
  /** Messages are counted, not measured. */
  hasMeasures?: boolean;
}

/** How often, or what the events come to. */
export function TimesField({ event = '', times, measure, onChange, path, hasMeasures = false }: TimesProps) {
  const { t } = useTranslation();
  const how = howOf(times, measure);
  const counts: Option[] = (['ever', 'never', ...NUMBER_OPS] as const).map((value) => ({
    value,
    label: t(`conditions.times.${value}`),
    group: t('conditions.howOften'),
  }));
  const measures: Option[] = [...FIGURES, ...ENDS].map((value) => ({
    value,
    label: t(`conditions.measure.${value}`),
    group: t('conditions.howMuch'),
  }));
  return (
    <>
      <Choice
        label={t('conditions.howOften')}
        value={how}
        options={hasMeasures ? [...counts, ...measures] : counts}
        onChange={(next) => onChange(startCount(next as How, { ...(times && { times }), ...(measure && { measure }) }))}
      />
      {times !== undefined && how !== 'never' && (
        <TimesNumbers times={times} onChange={(next) => onChange({ times: next })} path={`${path}.times.value`} />
      )}
      {measure !== undefined && (
        <MeasureField
          event={event}
          measure={measure}
          onChange={(next) => onChange({ measure: next })}
          path={`${path}.measure`}
        />
      )}
    </>
  );
}

interface NumbersProps {
  times: Times;
  onChange: (times: Times) => void;
  path: string;
}

function TimesNumbers({ times, onChange, path }: NumbersProps) {
  const { t } = useTranslation();
  const label = t('conditions.count');
  const { value } = times;
  if (!Array.isArray(value))
    return (
      <>
        <NumberField
          isWhole
          min={0}
          label={label}
          value={value}
          onChange={(next) => onChange({ ...times, value: next })}
          path={path}
        />
        <span>
          {times.op === 'eq' || times.op === 'ne'
            ? t('conditions.timesExact', { count: typeof value === 'number' ? value : 0 })
            : t('conditions.timesWord', { count: typeof value === 'number' ? value : 0 })}
        </span>
      </>
    );
  const [from, to] = value;
  return (
    <>
      <NumberField
        isWhole
        min={0}
        label={`${label}: ${t('conditions.from')}`}
        value={from}
        onChange={(next) => onChange({ ...times, value: [next, to ?? ''] })}
        path={path}
      />
      <span>{t('conditions.to')}</span>
      <NumberField
        isWhole
        min={0}
        label={`${label}: ${t('conditions.to')}`}
        value={to}
        onChange={(next) => onChange({ ...times, value: [from ?? '', next] })}
        path={path}
      />
      <span>{t('conditions.timesWord', { count: typeof to === 'number' ? to : 0 })}</span>
    </>
  );
}

interface MeasureProps {
  event: string;
  measure: Measure;
  onChange: (measure: Measure) => void;
  path: string;
}

function MeasureField({ event, measure, onChange, path }: MeasureProps) {
  const { t } = useTranslation();
  const { typesOf } = useFieldOptions(event);
  const isEnd = measure.as === 'first' || measure.as === 'last';
  const canLack = measure.as === 'avg' || measure.as === 'min' || measure.as === 'max';
  const types = isEnd ? typesOf(measure.of) : ['number'];
  const ops: Op[] = [...NUMBER_OPS, ...(canLack ? (['set', 'unset'] as const) : [])];
  return (
    <>
      <span>{t(`conditions.ofWord.${measure.as}`)}</span>
      <FieldChoice
        label={t('conditions.eventProperty')}
        event={event}
        value={measure.of}
        path={`${path}.of`}
        onChange={(of) => onChange({ ...measure, of })}
      />
      {isEnd ? (
        <OpChoice op={measure.op} types={types} onChange={(op) => onChange(withOp(measure, op))} />
      ) : (
        <Choice
          label={t('conditions.operator')}
          value={measure.op}
          options={ops.map((value) => ({ value, label: t(`conditions.op.${value}`) }))}
          onChange={(next) => onChange(withOp(measure, next as Op))}
        />
      )}
      {isEnd || formOf(measure.op) === 'pair' || formOf(measure.op) === 'none' ? (
        <ValueField
          op={measure.op}
          value={measure.value}
          onChange={(value) => onChange({ ...measure, value })}
          source={{ property: measure.of, event }}
          types={types}
          path={`${path}.value`}
        />
      ) : (
        <NumberField
          label={t('conditions.value')}
          value={measure.value}
          onChange={(value) => onChange({ ...measure, value })}
          path={`${path}.value`}
        />
      )}
    </>
  );
}

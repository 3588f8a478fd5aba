import { useTranslation } from 'react-i18next';
import type { Window } from '@/lib/conditions/language';
import { Choice } from './Choice';
import { DateField, DurationField } from './fields';

interface WindowProps {
  window: Window | undefined;
  onChange: (window: Window | undefined) => void;
  path: string;
  label?: string;
}

type WindowKind = 'ever' | 'last' | 'dates';

/** When: ever, in the last days, between dates. */
export function WindowField({ window, onChange, path, label }: WindowProps) {
  const { t } = useTranslation();
  const kind: WindowKind = window === undefined ? 'ever' : 'last' in window ? 'last' : 'dates';
  const start: Record<WindowKind, Window | undefined> = {
    ever: undefined,
    last: { last: 'P7D' },
    dates: { from: '' },
  };
  return (
    <>
      <Choice
        label={label ?? t('conditions.when')}
        value={kind}
        options={(['ever', 'last', 'dates'] as const).map((value) => ({
          value,
          label: t(`conditions.window.${value}`),
        }))}
        onChange={(next) => next !== kind && onChange(start[next as WindowKind])}
      />
      {window !== undefined &&
        ('last' in window ? (
          <DurationField
            label={t('conditions.duration')}
            value={window.last}
            onChange={(last) => onChange({ last })}
            path={`${path}.last`}
          />
        ) : (
          <Dates window={window} onChange={onChange} path={path} />
        ))}
    </>
  );
}

interface DatesProps {
  window: { from?: string | null; to?: string | null };
  onChange: (window: Window) => void;
  path: string;
}

function Dates({ window, onChange, path }: DatesProps) {
  const { t } = useTranslation();
  const write = (patch: { from?: string; to?: string }): void => {
    const next = { ...window, ...patch };
    const ends = Object.entries(next).filter(([, end]) => end !== '' && end !== null);
    onChange(ends.length > 0 ? Object.fromEntries(ends) : { from: '' });
  };
  return (
    <>
      <span>{t('conditions.since')}</span>
      <DateField
        label={t('conditions.since')}
        value={window.from ?? ''}
        onChange={(from) => write({ from })}
        path={window.to ? `${path}.from` : path}
      />
      <span>{t('conditions.until')}</span>
      <DateField
        isEnd
        label={t('conditions.until')}
        value={window.to ?? ''}
        onChange={(to) => write({ to })}
        path={`${path}.to`}
      />
    </>
  );
}

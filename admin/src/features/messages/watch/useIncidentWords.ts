import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import { reasonWords } from '@/components/messages/words';
import { useFormat } from '@/lib/format';
import type { Incident } from './api';

export interface IncidentWords {
  /** A figure as it is said: a share as per cent, else a number. */
  figure: (value: number) => string;
  what: string;
  /** What it is and what it usually is. */
  range: string;
  /** What it may come of; "" nobody knows. */
  cause: string;
  advice: string;
}

/** A figure that left its range, in words. */
export function useIncidentWords(incident: Incident): IncidentWords {
  const { t } = useTranslation();
  const { locale, number } = useFormat();
  const { kind, unit, value, usual, low, high, samples, likely_cause: likely } = incident;
  const share = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const figure = (one: number): string => (unit === 'rate' ? share.format(one) : number(Math.round(one)));
  const range =
    kind === 'promo_low'
      ? t('watch.left', { value: figure(value), usual: figure(usual) })
      : kind === 'silence'
        ? t('watch.silent', { usual: figure(usual) })
        : t('watch.range', {
            value: figure(value),
            usual: figure(usual),
            low: figure(low),
            high: figure(high),
            count: samples,
          });
  const [cause = '', reason = ''] = likely.split(':');
  return {
    figure,
    what: t(`watch.kind.${kind}`),
    range,
    cause: i18next.exists(`watch.cause.${cause}`)
      ? t(`watch.cause.${cause as 'edited'}`, { reason: reasonWords(t, reason) })
      : '',
    advice: t(`watch.advice.${kind}`),
  };
}

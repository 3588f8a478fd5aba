import { Button, NumberInput, Text } from '@mantine/core';
import { IconWand } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { DurationField } from '@/components/conditions/fields';
import { durationWords } from '@/components/scoring/ruleWords';
import { Section } from '@/components/ui/Section';
import { useToasts } from '@/components/ui/toast';
import type { Rfm } from '@/lib/api/scoring';
import { useCan } from '@/lib/session';
import { suggestRfm } from '../api';
import classes from '../scoring.module.css';

interface BordersProps {
  rfm: Rfm;
  onChange: (rfm: Rfm) => void;
}

/** Where the three groups of each part: two borders. */
export function Borders({ rfm, onChange }: BordersProps) {
  const { t } = useTranslation();
  const toasts = useToasts();
  const canWrite = useCan('segments_write');
  const suggest = useMutation({ mutationFn: suggestRfm, onSuccess: onChange, onError: toasts.failed });
  const put = <T,>(values: readonly T[], index: number, value: T): T[] =>
    values.map((old, at) => (at === index ? value : old));
  const spans = rfm.recency.map((span, index) =>
    canWrite ? (
      <DurationField
        key={index}
        label={t(`scoring.recencyBorder.${index === 0 ? 'best' : 'middle'}`)}
        value={span}
        onChange={(next) => next && onChange({ ...rfm, recency: put(rfm.recency, index, next) })}
        path=""
      />
    ) : (
      <b key={index}>{durationWords(t, span)}</b>
    ),
  );
  const number = (key: 'frequency' | 'money', index: number) => (
    <NumberInput
      size="xs"
      w={key === 'money' ? 110 : 70}
      aria-label={t(`scoring.${key}Border.${index === 1 ? 'best' : 'middle'}`)}
      readOnly={!canWrite}
      min={key === 'money' ? 0 : 1}
      allowDecimal={key === 'money'}
      thousandSeparator={' '}
      value={rfm[key][index] ?? ''}
      onChange={(next) =>
        next !== '' &&
        onChange(
          key === 'money'
            ? { ...rfm, money: put(rfm.money, index, String(next)) }
            : { ...rfm, frequency: put(rfm.frequency, index, Number(next)) },
        )
      }
    />
  );
  return (
    <Section
      title={t('scoring.borders')}
      text={t('scoring.bordersText')}
      actions={
        canWrite && (
          <Button
            variant="default"
            leftSection={<IconWand size={16} stroke={1.7} />}
            loading={suggest.isPending}
            onClick={() => suggest.mutate()}
          >
            {t('scoring.suggest')}
          </Button>
        )
      }
    >
      <div className={classes.borders}>
        <Line label={t('scoring.recency')}>
          <Bound words={t('scoring.recencyWords')}>{spans[0]}</Bound>
          <Bound words={t('scoring.recencyThen')}>{spans[1]}</Bound>
        </Line>
        <Line label={t('scoring.frequency')}>
          <Bound words={t('scoring.bestFrom')}>{number('frequency', 1)}</Bound>
          <Bound words={t('scoring.middleFrom')}>{number('frequency', 0)}</Bound>
        </Line>
        <Line label={t('scoring.money')}>
          <Bound words={t('scoring.bestFrom')}>{number('money', 1)}</Bound>
          <Bound words={t('scoring.middleFrom')}>{number('money', 0)}</Bound>
        </Line>
      </div>
    </Section>
  );
}

function Line({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <Text size="sm" fw={500}>
        {label}
      </Text>
      <div className={classes.pair}>{children}</div>
    </>
  );
}

/** What belongs together stays on one line. */
function Bound({ words, children }: { words: string; children: ReactNode }) {
  return (
    <span className={classes.bound}>
      {words} {children}
    </span>
  );
}

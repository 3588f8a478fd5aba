import { Alert, Group, Paper, Skeleton, Text, UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Meaning } from '@/components/ui/Meaning';
import { useFormat } from '@/lib/format';
import type { Report } from './api';
import classes from './report.module.css';
import type { Asked } from './useAsked';
import { percent } from './words';

interface MoneyProps {
  data: Report | undefined;
  asked: Asked;
}

type Word = 'net' | 'gross' | 'refunds' | 'perSend' | 'purchases' | 'goal' | 'assisted' | 'sent' | 'people';

/** What the message earned, before anything else. */
export function Money({ data, asked }: MoneyProps) {
  const { t } = useTranslation();
  const { locale, money, number } = useFormat();
  const row = data?.total;
  const numbers = row?.numbers;
  const counted = (word: 'goal' | 'assisted' | 'people', note?: string) => (
    <Card word={word} label={t(`report.name.${word}`)} {...(note !== undefined && { note })}>
      {numbers && <Way asked={asked} of={word} value={number(numbers[word])} />}
    </Card>
  );
  if (data && data.goal === null)
    return (
      <>
        <Alert mb="md" color={data.without_goal ? 'gray' : 'yellow'}>
          {t(data.without_goal ? 'report.noGoal' : 'report.undecidedGoal')}
        </Alert>
        <div className={classes.cards}>
          <Card word="sent" label={t('report.name.sent')}>
            {numbers && <Way asked={asked} of="sent" value={number(numbers.sent)} />}
          </Card>
          {counted('people')}
        </div>
      </>
    );
  const perSend = numbers && numbers.sent > 0 ? Number(numbers.net) / numbers.sent : null;
  return (
    <div className={classes.cards}>
      <Card
        word="net"
        label={t('report.net')}
        {...(numbers && Number(numbers.refunds) > 0 && { note: `${money(numbers.gross)} − ${money(numbers.refunds)}` })}
      >
        {numbers && <span className={classes.big}>{money(numbers.net)}</span>}
      </Card>
      {counted(
        'goal',
        row && `${t('report.rateName.conversion')}: ${percent(locale, row.rates.conversion?.value ?? null)}`,
      )}
      <Card word="purchases" label={t('report.purchases')}>
        {numbers && <span className={classes.big}>{number(numbers.purchases)}</span>}
      </Card>
      <Card word="perSend" label={t('report.perSend')}>
        {numbers && (
          <span className={classes.big}>{perSend === null ? '—' : money(Math.round(perSend * 100) / 100)}</span>
        )}
      </Card>
      {counted('assisted')}
    </div>
  );
}

function Way({ asked, of, value }: { asked: Asked; of: 'goal' | 'assisted' | 'people' | 'sent'; value: string }) {
  return (
    <UnstyledButton className={`${classes.big} ${classes.number}`} onClick={() => asked.open(of)}>
      {value}
    </UnstyledButton>
  );
}

interface CardProps {
  word: Word;
  label: string;
  note?: string;
  children: ReactNode;
}

function Card({ word, label, note, children }: CardProps) {
  const { t } = useTranslation();
  return (
    <Paper p="md" style={{ minWidth: 0 }}>
      <Group gap={2} wrap="nowrap">
        <Text size="sm" c="dimmed">
          {label}
        </Text>
        <Meaning title={label} text={t(`report.text.${word}`)} />
      </Group>
      {children ?? <Skeleton height={26} width={90} my={5} />}
      {note && (
        <Text size="xs" c="dimmed">
          {note}
        </Text>
      )}
    </Paper>
  );
}

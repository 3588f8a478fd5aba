import { Text } from '@mantine/core';
import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import { reasonWords } from '@/components/messages/words';
import type en from '@/i18n/en/rehearsal.json';
import { useFormat } from '@/lib/format';
import type { Result } from './api';
import { ranked } from './days';
import classes from './rehearsal.module.css';

/** Whom the trigger would have begun but for something, and what would not have been sent. */
export function Kept({ result }: { result: Result }) {
  const { t } = useTranslation();
  const outside = (reason: string): string =>
    i18next.exists(`rehearsal.kept.${reason}`) ? t(`rehearsal.kept.${reason as keyof typeof en.kept}`) : reason;
  return (
    <div className={classes.pair}>
      <Counts title={t('rehearsal.keptOut')} counts={result.kept_out} wordsOf={outside} />
      <Counts title={t('rehearsal.skipped')} counts={result.skipped} wordsOf={(reason) => reasonWords(t, reason)} />
    </div>
  );
}

interface CountsProps {
  title: string;
  counts: Record<string, number>;
  wordsOf: (reason: string) => string;
}

function Counts({ title, counts, wordsOf }: CountsProps) {
  const { number } = useFormat();
  const told = ranked(counts);
  if (told.length === 0) return null;
  return (
    <div>
      <Text size="sm" fw={500} mb={4}>
        {title}
      </Text>
      <ul className={classes.counts}>
        {told.map(([reason, count]) => (
          <li key={reason}>
            <span>{wordsOf(reason)}</span>
            <b className="tnum">{number(count)}</b>
          </li>
        ))}
      </ul>
    </div>
  );
}

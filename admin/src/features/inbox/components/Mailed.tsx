import { Tooltip } from '@mantine/core';
import { IconMailCheck, IconMailExclamation, IconMailForward, IconMailOpened } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/lib/format';
import type { Mailed as State } from '../api/types';
import classes from '../styles/feed.module.css';

const KNOWN = ['no_address', 'suppressed', 'no_sender', 'bounced', 'bounced_for_now', 'no_answer', 'server_trouble'];

/** What became of an answer by mail. */
export function Mailed({ letter }: { letter: State }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { state, reason = '', error } = letter;
  const isBad = state === 'failed' || state === 'skipped' || state === 'unknown';
  const why = KNOWN.includes(reason) ? t(`inbox.mailed.why.${reason as 'bounced'}`) : error || reason;
  const text = letter.opened_at
    ? t('inbox.mailed.opened', { at: format.time(letter.opened_at) })
    : state === 'sent'
      ? t('inbox.mailed.sent', { at: format.time(letter.at) })
      : state === 'unknown'
        ? t('inbox.mailed.unknown')
        : isBad
          ? t('inbox.mailed.failed', { why })
          : t('inbox.mailed.again');
  const Icon = letter.opened_at
    ? IconMailOpened
    : state === 'sent'
      ? IconMailCheck
      : isBad
        ? IconMailExclamation
        : IconMailForward;
  return (
    <Tooltip label={[letter.to, error].filter(Boolean).join(' · ')} disabled={!letter.to && !error} multiline maw={320}>
      <span className={classes.mailed} data-bad={isBad || undefined}>
        <Icon size={13} aria-hidden /> {text}
      </span>
    </Tooltip>
  );
}

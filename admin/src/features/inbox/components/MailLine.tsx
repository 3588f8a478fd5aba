import { Loader } from '@mantine/core';
import { IconAlertTriangle, IconDots } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '@/components/ui/states';
import { type MailTold, originalQuery } from '../api/mail';
import classes from '../styles/mail.module.css';
import { BodyText } from './BodyText';
import { MailOriginal } from './MailOriginal';

/** Under the words of a mail: what was folded away, the mail as it came, why it is here, and what is odd. */
export function MailLine({ mail }: { mail: MailTold }) {
  const { t } = useTranslation();
  const [isUnfolded, setUnfolded] = useState(false);
  const [isWhole, setWhole] = useState(false);
  return (
    <>
      <div className={classes.line}>
        {mail.hasQuote && (
          <button
            type="button"
            className={classes.dots}
            aria-expanded={isUnfolded}
            aria-label={t(isUnfolded ? 'inbox.original.fold' : 'inbox.original.unfold')}
            title={t(isUnfolded ? 'inbox.original.fold' : 'inbox.original.unfold')}
            onClick={() => setUnfolded(!isUnfolded)}
          >
            <IconDots size={14} />
          </button>
        )}
        {mail.reason && <span>{t(`inbox.original.reason.${mail.reason}`, { from: mail.from })}</span>}
        <button type="button" className={classes.link} onClick={() => setWhole(true)}>
          {t(mail.isCut ? 'inbox.original.showAll' : 'inbox.original.show')}
        </button>
        {mail.faults.map((fault) => (
          <span key={fault} className={classes.fault}>
            <IconAlertTriangle size={13} style={{ flex: 'none' }} aria-hidden />
            {t(`inbox.original.fault.${fault}`, { from: mail.from })}
          </span>
        ))}
      </div>
      {isUnfolded && <Quote id={mail.id} />}
      {isWhole && <MailOriginal id={mail.id} onClose={() => setWhole(false)} />}
    </>
  );
}

function Quote({ id }: { id: string }) {
  const { t } = useTranslation();
  const said = useErrorText();
  const { data, error } = useQuery(originalQuery(id));
  return (
    <blockquote className={classes.quote}>
      {error ? said(error) : data ? <BodyText body={data.quoted || t('inbox.original.gone')} /> : <Loader size={14} />}
    </blockquote>
  );
}

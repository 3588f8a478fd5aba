import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { mailOf } from '../api/mail';
import type { Part } from '../api/types';
import classes from '../styles/mail.module.css';
import { BodyText } from './BodyText';
import { MailOriginal } from './MailOriginal';

/** A mail that wakes nobody: an answer of a program, or one of too many. Its words are there to be read. */
export function QuietMail({ part, text, exact }: { part: Part; text: string; exact: string }) {
  const { t } = useTranslation();
  const [isUnfolded, setUnfolded] = useState(false);
  const [isWhole, setWhole] = useState(false);
  const mail = mailOf(part.data);
  return (
    <div className={classes.quiet} title={exact}>
      {text}{' '}
      <button
        type="button"
        className={classes.link}
        aria-expanded={isUnfolded}
        onClick={() => setUnfolded(!isUnfolded)}
      >
        {t(isUnfolded ? 'inbox.original.hideWords' : 'inbox.original.words')}
      </button>{' '}
      {mail && (
        <button type="button" className={classes.link} onClick={() => setWhole(true)}>
          {t('inbox.original.show')}
        </button>
      )}
      {isUnfolded && (
        <blockquote className={classes.quote}>
          <BodyText body={part.body} />
        </blockquote>
      )}
      {isWhole && mail && <MailOriginal id={mail.id} onClose={() => setWhole(false)} />}
    </div>
  );
}

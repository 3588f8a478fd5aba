import { Collapse, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { reasonWords } from '@/components/messages/words';
import { useFormat } from '@/lib/format';
import type { Progress } from './api';
import classes from './mailing.module.css';
import { sharesOf } from './shares';

/** One bar of all people: who got it, who did not, of whom nothing is decided yet. */
export function Outcome({ progress }: { progress: Progress }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const shares = sharesOf(progress);
  const told = shares.map(({ part, count }) => `${t(`mailing.part.${part}`)}: ${number(count)}`).join(', ');
  return (
    <>
      <div className={classes.bar} role="img" aria-label={told}>
        {shares.map(({ part, share }) => (
          <span key={part} data-part={part} style={{ flexGrow: share }} />
        ))}
      </div>
      <div className={classes.legend} aria-hidden>
        {shares.map(({ part, count }) => (
          <span key={part} className={classes.entry}>
            <i data-part={part} />
            {t(`mailing.part.${part}`)}
            <b className="tnum">{number(count)}</b>
          </span>
        ))}
      </div>
      {progress.skipped.length > 0 && <Skipped skipped={progress.skipped} />}
    </>
  );
}

/** Each reason with how many it kept. */
function Skipped({ skipped }: Pick<Progress, 'skipped'>) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const [isOpen, { toggle }] = useDisclosure();
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <div className={classes.reasons}>
      <UnstyledButton fz="sm" c="dimmed" aria-expanded={isOpen} onClick={toggle} className={classes.toggle}>
        <Chevron size={14} aria-hidden /> {t('mailing.why')}
      </UnstyledButton>
      <Collapse expanded={isOpen}>
        <ul className={classes.reasonList}>
          {skipped
            .toSorted((one, other) => other.count - one.count)
            .map(({ reason, count }) => (
              <li key={reason}>
                <span>{reasonWords(t, reason)}</span>
                <Text span inherit fw={500} className="tnum">
                  {number(count)}
                </Text>
              </li>
            ))}
        </ul>
      </Collapse>
    </div>
  );
}

import { IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Inbox } from '../store/inbox';
import classes from '../styles/panes.module.css';
import { useShot } from '../useInbox';

/** Says that the line is down, and goes by itself when all is in step again. `isForPhone`: where the list with its own is not seen. */
export function LineBar({ inbox, isForPhone = false }: { inbox: Inbox; isForPhone?: boolean }) {
  const { t } = useTranslation();
  const line = useShot(inbox, (shot) => shot.line);
  return (
    <div role="status" data-place={isForPhone ? 'phone' : undefined} className={classes.lineBar}>
      {line === 'lost' && (
        <div className={classes.line}>
          <IconPlugConnectedX size={14} /> {t('inbox.lineLost')}
        </div>
      )}
    </div>
  );
}

import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useToasts } from '@/components/ui/toast';
import type { Inbox } from '../store/inbox';
import classes from '../styles/composer.module.css';
import type { Composing } from '../useComposer';
import { useShot } from '../useInbox';

/** For ten seconds what was sent can be taken back and written anew. */
export function UndoBar({ inbox, id, composing }: { inbox: Inbox; id: number; composing: Composing }) {
  const { t } = useTranslation();
  const toasts = useToasts();
  const sent = useShot(inbox, (shot) => shot.sent);
  useEffect(() => {
    if (!sent) return undefined;
    const timer = setTimeout(inbox.forgetSent, sent.until - Date.now());
    return () => clearTimeout(timer);
  }, [inbox, sent]);
  if (sent?.item.conversation !== id || sent.item.kind !== 'message') return null;
  const undo = () => {
    inbox.unsend().then((back) => {
      if (back) composing.edit({ key: '', kind: 'message', ...back });
    }, toasts.failed);
  };
  return (
    <div className={classes.undo} role="status">
      <span>{t('inbox.sent')}</span>
      <Button size="compact-sm" variant="light" onClick={undo}>
        {t('common.undo')}
      </Button>
    </div>
  );
}

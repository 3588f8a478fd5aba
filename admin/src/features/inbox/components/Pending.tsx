import { Button, Group } from '@mantine/core';
import { IconAlertTriangle, IconClock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Part } from '../api/types';
import type { Inbox } from '../store/inbox';
import type { Outgoing } from '../store/outbox';
import classes from '../styles/feed.module.css';
import { BodyText } from './BodyText';
import { Files } from './Files';

interface PendingProps {
  inbox: Inbox;
  item: Outgoing;
  /** What colleagues wrote since its writer began. */
  meanwhile: Part[];
  nameOf: (part: Part) => string;
  onEdit: (item: Outgoing) => void;
}

/** A message that the server has not confirmed. */
export function Pending({ inbox, item, meanwhile, nameOf, onEdit }: PendingProps) {
  const { t } = useTranslation();
  return (
    <>
      <div className={classes.part} data-side="own" data-kind={item.kind} data-state={item.state} data-first>
        <div className={classes.stack}>
          {item.body && (
            <div className={classes.bubble}>
              <BodyText body={item.body} />
            </div>
          )}
          <Files files={item.files} />
          <div className={classes.under} role="status">
            {item.state === 'sending' && (
              <>
                <IconClock size={12} /> {t('inbox.sending')}
              </>
            )}
            {item.state === 'failed' && <NotSent inbox={inbox} item={item} onEdit={onEdit} />}
          </div>
        </div>
      </div>
      {item.state === 'held' && (
        <Held inbox={inbox} item={item} meanwhile={meanwhile} nameOf={nameOf} onEdit={onEdit} />
      )}
    </>
  );
}

function NotSent({ inbox, item, onEdit }: Pick<PendingProps, 'inbox' | 'item' | 'onEdit'>) {
  const { t } = useTranslation();
  const button = { size: 'compact-xs', variant: 'subtle' } as const;
  return (
    <Group gap={4} justify="flex-end">
      <IconAlertTriangle size={13} />
      <span>{item.reason ?? t('inbox.notSent')}</span>
      <Button {...button} onClick={() => inbox.again(item.key)}>
        {t('common.retry')}
      </Button>
      <Button {...button} color="gray" onClick={() => onEdit(item)}>
        {t('inbox.edit')}
      </Button>
    </Group>
  );
}

/** Somebody else has answered: what, and what now. */
function Held({ inbox, item, meanwhile, nameOf, onEdit }: PendingProps) {
  const { t } = useTranslation();
  const last = meanwhile.at(-1);
  return (
    <div className={classes.held} role="alert">
      <b>{last ? t('inbox.answeredBy', { name: nameOf(last) }) : t('inbox.answered')}</b>
      {meanwhile.map((part) => (
        <div key={part.id} style={{ margin: '6px 0', whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          <BodyText body={part.body} />
        </div>
      ))}
      <Group gap="xs" mt={8}>
        <Button size="compact-sm" onClick={() => inbox.again(item.key, true)}>
          {t('inbox.sendAnyway')}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => onEdit(item)}>
          {t('inbox.edit')}
        </Button>
        <Button size="compact-sm" variant="subtle" color="gray" onClick={() => inbox.discard(item.key)}>
          {t('inbox.discard')}
        </Button>
      </Group>
    </div>
  );
}

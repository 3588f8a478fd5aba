import { ActionIcon, CloseButton } from '@mantine/core';
import { type Icon, IconCheck, IconClock, IconMailOpened, IconTag, IconUser } from '@tabler/icons-react';
import type { ComponentPropsWithRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/lib/format';
import type { BulkAction } from '../api';
import type { Inbox } from '../store/inbox';
import classes from '../styles/rows.module.css';
import { useActions } from '../useActions';
import { AssignMenu, SnoozeMenu, TagMenu } from './menus';

interface BulkProps {
  inbox: Inbox;
  chosen: ReadonlySet<number>;
  onDone: () => void;
}

/** One thing done to all that are chosen. */
export function BulkBar({ inbox, chosen, onDone }: BulkProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const actions = useActions(inbox);
  const run = (action: BulkAction, more: Record<string, unknown> = {}) => {
    void actions.bulk([...chosen], action, more).then((isDone) => isDone && onDone());
  };
  return (
    <div className={classes.bulk} role="toolbar" aria-label={t('common.actions')}>
      <span style={{ marginRight: 'auto', fontWeight: 500 }}>
        {t('inbox.chosen', { count: chosen.size, formatted: format.number(chosen.size) })}
      </span>
      <Tool label={t('inbox.close')} icon={IconCheck} onClick={() => run('close')} />
      <SnoozeMenu onSnooze={(until) => run('snooze', { snoozed_until: until })}>
        {(toggle) => <Tool label={t('inbox.snooze')} icon={IconClock} onClick={toggle} />}
      </SnoozeMenu>
      <AssignMenu
        assignee={undefined}
        team={undefined}
        onAssign={(assignee) => run('assign', { assignee })}
        onTeam={(team) => run('team', { team })}
      >
        {(toggle) => <Tool label={t('inbox.assign')} icon={IconUser} onClick={toggle} />}
      </AssignMenu>
      <TagMenu tags={[]} onTag={(tag) => run('tag', { tag })}>
        {(toggle) => <Tool label={t('inbox.tag')} icon={IconTag} onClick={toggle} />}
      </TagMenu>
      <Tool label={t('inbox.markRead')} icon={IconMailOpened} onClick={() => run('read')} />
      <CloseButton size="sm" aria-label={t('common.clear')} onClick={onDone} />
    </div>
  );
}

interface ToolProps extends ComponentPropsWithRef<'button'> {
  label: string;
  icon: Icon;
}

/** The menus hand it their own properties. */
function Tool({ label, icon: Shown, color: _color, style: _style, ...rest }: ToolProps) {
  return (
    <ActionIcon {...rest} size={28} aria-label={label} title={label}>
      <Shown size={16} />
    </ActionIcon>
  );
}

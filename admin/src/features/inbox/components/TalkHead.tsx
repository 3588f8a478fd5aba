import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import {
  IconArrowBackUp,
  IconArrowLeft,
  IconArrowMerge,
  IconBan,
  IconCheck,
  IconClock,
  IconDotsVertical,
  IconHistory,
  IconLayoutSidebarRight,
  IconMailForward,
  IconTag,
  IconUser,
  IconUserQuestion,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { PersonAvatar } from '@/components/ui/PersonAvatar';
import { useCan } from '@/lib/session';
import { operatorsQuery } from '../api';
import type { Conversation } from '../api/types';
import type { Inbox } from '../store/inbox';
import classes from '../styles/panes.module.css';
import type { Actions } from '../useActions';
import { usePerson } from '../useInbox';
import { nameOf, operatorName } from '../words';
import { AssignMenu, SnoozeMenu, TagMenu } from './menus';
import { OperatorFace } from './OperatorFace';
import { Lookers } from './Presence';

/** The menu a key has opened. */
export type OpenMenu = 'assign' | 'snooze' | 'tag' | null;

interface TalkHeadProps {
  inbox: Inbox;
  row: Conversation;
  actions: Actions;
  openMenu: OpenMenu;
  setMenu: (menu: OpenMenu) => void;
  isWhole: boolean;
  onWhole: () => void;
  onMerge: () => void;
  onPerson: () => void;
  onBack: () => void;
  onClose: () => void;
  hasOthers: boolean;
}

/** Whose conversation it is, and what can be done to it. */
export const TalkHead = memo(function TalkHead(props: TalkHeadProps) {
  const { inbox, row, onBack, onPerson } = props;
  const { t } = useTranslation();
  const canWrite = useCan('inbox_write');
  const person = usePerson(inbox, row.profile_id);
  const name = nameOf(t, row.profile_id, person);
  return (
    <header className={classes.head}>
      <ActionIcon hiddenFrom="sm" aria-label={t('common.back')} onClick={onBack}>
        <IconArrowLeft size={18} />
      </ActionIcon>
      <button type="button" className={classes.who} onClick={onPerson} aria-label={t('inbox.aboutPerson', { name })}>
        <PersonAvatar
          id={row.profile_id}
          name={person?.name || person?.email}
          isOnline={person?.is_online ?? false}
          size={28}
        />
      </button>
      <h2 className={classes.title}>{row.subject || name}</h2>
      <Lookers inbox={inbox} id={row.id} />
      {canWrite && <TalkActions {...props} />}
      <ActionIcon aria-label={t('inbox.personPane')} onClick={onPerson} visibleFrom="sm">
        <IconLayoutSidebarRight size={17} />
      </ActionIcon>
    </header>
  );
});

function TalkActions({ row, actions, openMenu, setMenu, onClose, ...rest }: TalkHeadProps) {
  const { t } = useTranslation();
  const operators = useQuery(operatorsQuery).data;
  const owner = operatorName(t, operators, row.assignee);
  const holder = operators?.find(({ id }) => id === row.assignee);
  const toggle = (menu: OpenMenu) => (isOpen: boolean) => setMenu(isOpen ? menu : null);
  return (
    <>
      <AssignMenu
        isOpen={openMenu === 'assign'}
        onToggle={toggle('assign')}
        assignee={row.assignee}
        team={row.team}
        onAssign={(member) => {
          setMenu(null);
          actions.assign(row, member);
        }}
        onTeam={(team) => {
          setMenu(null);
          actions.team(row, team);
        }}
      >
        {(open) => (
          <button
            type="button"
            className={classes.holder}
            onClick={open}
            aria-label={`${t('inbox.assign')}: ${owner}`}
            title={`${t('inbox.assign')} · A`}
          >
            {holder ? <OperatorFace {...holder} /> : <IconUserQuestion size={17} stroke={1.7} />}
            <span>{owner}</span>
          </button>
        )}
      </AssignMenu>
      <TagMenu
        isOpen={openMenu === 'tag'}
        onToggle={toggle('tag')}
        tags={row.tags}
        onTag={(tag, isOn) => actions.tag(row, tag, isOn)}
      >
        {(open) => (
          <ActionIcon aria-label={t('inbox.tag')} title={`${t('inbox.tag')} · T`} onClick={open}>
            <IconTag size={17} />
          </ActionIcon>
        )}
      </TagMenu>
      <SnoozeMenu
        isOpen={openMenu === 'snooze'}
        onToggle={toggle('snooze')}
        onSnooze={(until) => {
          setMenu(null);
          actions.snooze(row, until);
        }}
      >
        {(open) => (
          <ActionIcon aria-label={t('inbox.snooze')} title={`${t('inbox.snooze')} · Z`} onClick={open}>
            <IconClock size={17} />
          </ActionIcon>
        )}
      </SnoozeMenu>
      {row.status === 'closed' ? (
        <Button
          className={classes.short}
          size="compact-sm"
          variant="default"
          leftSection={<IconArrowBackUp size={15} />}
          aria-label={t('inbox.reopen')}
          onClick={() => actions.reopen(row)}
        >
          {t('inbox.reopen')}
        </Button>
      ) : (
        <Tooltip label="E">
          <Button
            className={classes.short}
            size="compact-sm"
            variant="default"
            leftSection={<IconCheck size={15} />}
            aria-label={t('inbox.close')}
            onClick={onClose}
          >
            {t('inbox.close')}
          </Button>
        </Tooltip>
      )}
      <More row={row} actions={actions} setMenu={setMenu} {...rest} />
    </>
  );
}

type MoreProps = Omit<TalkHeadProps, 'openMenu' | 'onClose'>;

function More({ inbox, row, actions, isWhole, onWhole, onMerge, onPerson, hasOthers, setMenu }: MoreProps) {
  const { t } = useTranslation();
  const person = usePerson(inbox, row.profile_id);
  const isBlocked = person?.is_blocked ?? false;
  const block = () => {
    void actions.block(person?.id ?? row.profile_id, !isBlocked).then((isDone) => {
      if (isDone && person) inbox.learn([], { [row.profile_id]: { ...person, is_blocked: !isBlocked } });
    });
  };
  return (
    <Menu width={260}>
      <Menu.Target>
        <ActionIcon aria-label={t('common.actions')}>
          <IconDotsVertical size={17} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item hiddenFrom="sm" leftSection={<IconUser size={15} />} onClick={() => setMenu('assign')}>
          {t('inbox.assign')}
        </Menu.Item>
        <Menu.Item hiddenFrom="sm" leftSection={<IconLayoutSidebarRight size={15} />} onClick={onPerson}>
          {t('inbox.personPane')}
        </Menu.Item>
        {row.status === 'snoozed' && (
          <Menu.Item leftSection={<IconArrowBackUp size={15} />} onClick={() => actions.reopen(row)}>
            {t('inbox.wake')}
          </Menu.Item>
        )}
        {hasOthers && (
          <Menu.Item leftSection={<IconHistory size={15} />} onClick={onWhole}>
            {t(isWhole ? 'inbox.onlyThis' : 'inbox.allOfPerson')}
          </Menu.Item>
        )}
        {hasOthers && (
          <Menu.Item leftSection={<IconArrowMerge size={15} />} onClick={onMerge}>
            {t('inbox.merge')}
          </Menu.Item>
        )}
        {(person?.email || row.reply_channel === 'email') && (
          <Menu.Item leftSection={<IconMailForward size={15} />} onClick={() => actions.transcript(row)}>
            {t('inbox.transcript')}
          </Menu.Item>
        )}
        <Menu.Item color={isBlocked ? 'gray' : 'red'} leftSection={<IconBan size={15} />} onClick={block}>
          {t(isBlocked ? 'inbox.unblock' : 'inbox.block')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

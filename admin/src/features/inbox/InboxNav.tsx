import {
  IconAt,
  IconCircleCheck,
  IconClock,
  type IconInbox as IconKind,
  IconMessages,
  IconUser,
  IconUserQuestion,
  IconUsersGroup,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { teamsQuery } from './api';
import type { ViewName } from './store/views';
import classes from './styles/nav.module.css';
import { useInbox, useShot } from './useInbox';
import { viewOf } from './useInboxUrl';

const FIRST: [ViewName, typeof IconKind][] = [
  ['mine', IconUser],
  ['unassigned', IconUserQuestion],
  ['open', IconMessages],
  ['mentions', IconAt],
];
const LAST: [ViewName, typeof IconKind][] = [
  ['snoozed', IconClock],
  ['closed', IconCircleCheck],
];

/** In the sidebar while one is in the inbox: its views and teams, each with what nobody has read. */
export default function InboxNav() {
  const { t } = useTranslation();
  const { pathname, search } = useLocation();
  const counts = useShot(useInbox(), (shot) => shot.state.counts);
  const teams = useQuery(teamsQuery).data ?? [];
  const isHere = /^\/inbox(\/\d+)?$/.test(pathname);
  // The conversation on the screen stays.
  const place = isHere ? pathname : '/inbox';
  const view = viewOf(new URLSearchParams(search));
  const ofName = ([name, icon]: [ViewName, typeof IconKind]) => (
    <Item
      key={name}
      to={name === 'mine' ? place : `${place}?view=${name}`}
      icon={icon}
      text={t(`inbox.view.${name}`)}
      count={name === 'mine' || name === 'unassigned' || name === 'mentions' ? counts?.[name] : undefined}
      isOn={isHere && view.name === name && view.team === null}
    />
  );
  return (
    <div className={classes.sub} role="group" aria-label={t('inbox.views')}>
      {FIRST.map(ofName)}
      {teams.map(({ id, name }) => (
        <Item
          key={id}
          to={`${place}?view=open&team=${id}`}
          icon={IconUsersGroup}
          text={name}
          count={counts?.teams[id]}
          isOn={isHere && view.team === id}
        />
      ))}
      {LAST.map(ofName)}
    </div>
  );
}

interface ItemProps {
  to: string;
  icon: typeof IconKind;
  text: string;
  count: number | undefined;
  isOn: boolean;
}

function Item({ to, icon: Shown, text, count = 0, isOn }: ItemProps) {
  return (
    <Link to={to} className={classes.item} aria-current={isOn ? 'true' : undefined}>
      <Shown size={15} stroke={1.7} />
      <span className={classes.text}>{text}</span>
      {count > 0 && <span className={classes.number}>{count}</span>}
    </Link>
  );
}

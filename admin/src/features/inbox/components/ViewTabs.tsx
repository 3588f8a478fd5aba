import { ActionIcon, Menu, Pill } from '@mantine/core';
import { IconAdjustmentsHorizontal, IconChevronDown } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { inboxTagsQuery, operatorsQuery, teamsQuery } from '../api';
import type { Inbox } from '../store/inbox';
import { VIEWS, type View, type ViewName } from '../store/views';
import classes from '../styles/views.module.css';
import { useShot } from '../useInbox';
import type { InboxFilters } from '../useInboxUrl';
import { operatorName, tagOf, teamName } from '../words';

const CHANNELS = ['chat', 'email', 'telegram', 'vk', 'facebook', 'call'] as const;
const MOST_TAGS = 30;

const FIRST = VIEWS.slice(0, 3);
const REST = VIEWS.slice(3);

/** Which conversations are listed, where there is no sidebar. Numbers are those that have something unread. */
export function ViewTabs({ inbox, url }: { inbox: Inbox; url: InboxFilters }) {
  const { t } = useTranslation();
  const counts = useShot(inbox, (shot) => shot.state.counts);
  const unread: Partial<Record<ViewName, number>> = {
    mine: counts?.mine ?? 0,
    unassigned: counts?.unassigned ?? 0,
    mentions: counts?.mentions ?? 0,
  };
  const { name: shown } = url.view;
  const teams = useQuery(teamsQuery).data ?? [];
  const go = (name: ViewName) => url.change({ view: name === 'mine' ? null : name, operator: null, team: null });
  const team = teams.find(({ id }) => id === url.view.team);
  const rest = team ? team.name : REST.includes(shown) ? t(`inbox.view.${shown}`) : null;
  const hidden = unread.mentions ?? 0;
  return (
    <div className={classes.tabs} role="group" aria-label={t('inbox.views')}>
      {FIRST.map((name) => (
        <button
          key={name}
          type="button"
          className={classes.tab}
          aria-pressed={shown === name && !team}
          onClick={() => go(name)}
        >
          {t(`inbox.view.${name}`)}
          <Count count={unread[name]} />
        </button>
      ))}
      <Menu width={200} position="bottom-end">
        <Menu.Target>
          <button type="button" className={classes.tab} data-on={rest !== null || undefined}>
            {rest ?? t('inbox.moreViews')}
            <Count count={hidden} />
            <IconChevronDown size={14} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {REST.map((name) => (
            <Menu.Item key={name} rightSection={<Count count={unread[name]} />} onClick={() => go(name)}>
              {t(`inbox.view.${name}`)}
            </Menu.Item>
          ))}
          {teams.length > 0 && <Menu.Label>{t('inbox.teams')}</Menu.Label>}
          {teams.map(({ id, name }) => (
            <Menu.Item
              key={id}
              rightSection={<Count count={counts?.teams[id]} />}
              onClick={() => url.change({ view: 'open', operator: null, team: String(id) })}
            >
              {name}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}

/** What the list shows, as its title. */
export function useViewTitle(view: View): string {
  const { t } = useTranslation();
  const teams = useQuery(teamsQuery).data;
  if (view.team === 'none') return t('inbox.noTeam');
  return view.team === null ? t(`inbox.view.${view.name}`) : teamName(t, teams, view.team);
}

function Count({ count = 0 }: { count: number | undefined }) {
  return count > 0 ? <span className={classes.count}>{count}</span> : null;
}

/** Narrows a view: by operator, channel, tag, unread. */
export function FilterMenu({ url }: { url: InboxFilters }) {
  const { t } = useTranslation();
  const operators = useQuery(operatorsQuery).data ?? [];
  const tags = useQuery(inboxTagsQuery).data ?? [];
  const teams = useQuery(teamsQuery).data ?? [];
  const { view, change } = url;
  return (
    <Menu width={230} closeOnItemClick>
      <Menu.Target>
        <ActionIcon aria-label={t('inbox.filter')}>
          <IconAdjustmentsHorizontal size={17} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown mah={420} style={{ overflowY: 'auto' }}>
        <Menu.Item onClick={() => change({ unread: view.isUnread ? null : '1' })}>
          {t(view.isUnread ? 'inbox.readToo' : 'inbox.onlyUnread')}
        </Menu.Item>
        <Menu.Label>{t('inbox.operator')}</Menu.Label>
        {operators.map(({ id, name }) => (
          <Menu.Item
            key={id}
            onClick={() =>
              change({
                operator: String(id),
                view: view.name === 'mine' || view.name === 'unassigned' ? 'open' : view.name,
              })
            }
          >
            {name}
          </Menu.Item>
        ))}
        {teams.length > 0 && <Menu.Label>{t('inbox.team')}</Menu.Label>}
        {teams.map(({ id, name }) => (
          <Menu.Item key={id} onClick={() => change({ team: String(id) })}>
            {name}
          </Menu.Item>
        ))}
        {teams.length > 0 && <Menu.Item onClick={() => change({ team: 'none' })}>{t('inbox.noTeam')}</Menu.Item>}
        <Menu.Label>{t('inbox.channelTitle')}</Menu.Label>
        {CHANNELS.map((channel) => (
          <Menu.Item key={channel} onClick={() => change({ channel })}>
            {t(`inbox.channel.${channel}`)}
          </Menu.Item>
        ))}
        {tags.length > 0 && <Menu.Label>{t('inbox.tags')}</Menu.Label>}
        {tags.slice(0, MOST_TAGS).map(({ tag, title }) => (
          <Menu.Item key={tag} onClick={() => change({ tag })}>
            {title}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** What the view is narrowed by, each with its cross. */
export function ShownFilters({ url }: { url: InboxFilters }) {
  const { t } = useTranslation();
  const operators = useQuery(operatorsQuery).data;
  const tags = useQuery(inboxTagsQuery).data;
  const teams = useQuery(teamsQuery).data;
  const { operator, team, channel, tag, isUnread } = url.view;
  const pills: [keyof Parameters<typeof url.change>[0], string][] = [];
  if (operator !== null) pills.push(['operator', operatorName(t, operators, operator)]);
  if (team !== null) pills.push(['team', team === 'none' ? t('inbox.noTeam') : teamName(t, teams, team)]);
  if (channel !== null) pills.push(['channel', t(`inbox.channel.${channel}`)]);
  if (tag !== null) pills.push(['tag', tagOf(tags, tag).title]);
  if (isUnread) pills.push(['unread', t('inbox.onlyUnread')]);
  if (pills.length === 0) return null;
  return (
    <div className={classes.filters}>
      {pills.map(([key, text]) => (
        <Pill
          key={key}
          size="sm"
          withRemoveButton
          removeButtonProps={{
            'aria-label': t('inbox.removeFilter', { name: text }),
            'aria-hidden': false,
            tabIndex: 0,
          }}
          onRemove={() => url.change({ [key]: null })}
        >
          {text}
        </Pill>
      ))}
    </div>
  );
}

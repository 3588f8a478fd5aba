import { ActionIcon, Menu, Pill } from '@mantine/core';
import { IconAdjustmentsHorizontal, IconChevronDown } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { inboxTagsQuery, operatorsQuery } from '../api';
import type { Inbox } from '../store/inbox';
import { VIEWS, type ViewName } from '../store/views';
import classes from '../styles/views.module.css';
import { useShot } from '../useInbox';
import type { InboxUrl } from '../useInboxUrl';
import { operatorName } from '../words';

const CHANNELS = ['chat', 'email', 'telegram', 'vk', 'facebook', 'call'] as const;
const MOST_TAGS = 30;

const FIRST = VIEWS.slice(0, 3);
const REST = VIEWS.slice(3);

/** Which conversations are listed. Numbers are those that have something unread. */
export function ViewTabs({ inbox, url }: { inbox: Inbox; url: InboxUrl }) {
  const { t } = useTranslation();
  const counts = useShot(inbox, (shot) => shot.state.counts);
  const unread: Partial<Record<ViewName, number>> = {
    mine: counts?.mine ?? 0,
    unassigned: counts?.unassigned ?? 0,
    mentions: counts?.mentions ?? 0,
  };
  const { name: shown } = url.view;
  const go = (name: ViewName) => url.change({ view: name === 'mine' ? null : name, operator: null });
  const rest = REST.includes(shown) ? shown : null;
  const hidden = unread.mentions ?? 0;
  return (
    <div className={classes.tabs} role="group" aria-label={t('inbox.views')}>
      {FIRST.map((name) => (
        <button key={name} type="button" className={classes.tab} aria-pressed={shown === name} onClick={() => go(name)}>
          {t(`inbox.view.${name}`)}
          <Count count={unread[name]} />
        </button>
      ))}
      <Menu width={200} position="bottom-end">
        <Menu.Target>
          <button type="button" className={classes.tab} data-on={rest !== null || undefined}>
            {rest ? t(`inbox.view.${rest}`) : t('inbox.moreViews')}
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
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}

function Count({ count = 0 }: { count: number | undefined }) {
  return count > 0 ? <span className={classes.count}>{count}</span> : null;
}

/** Narrows a view: by operator, channel, tag, unread. */
export function FilterMenu({ url }: { url: InboxUrl }) {
  const { t } = useTranslation();
  const operators = useQuery(operatorsQuery).data ?? [];
  const tags = useQuery(inboxTagsQuery).data ?? [];
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
export function ShownFilters({ url }: { url: InboxUrl }) {
  const { t } = useTranslation();
  const operators = useQuery(operatorsQuery).data;
  const { operator, channel, tag, isUnread } = url.view;
  const pills: [keyof Parameters<typeof url.change>[0], string][] = [];
  if (operator !== null) pills.push(['operator', operatorName(t, operators, operator)]);
  if (channel !== null) pills.push(['channel', t(`inbox.channel.${channel}`)]);
  if (tag !== null) pills.push(['tag', tag]);
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

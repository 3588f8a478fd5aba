import { Tabs } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import classes from '../styles/nav.module.css';

const PATHS = {
  talks: '/inbox',
  visitors: '/inbox/visitors',
  replies: '/inbox/replies',
  statistics: '/inbox/statistics',
} as const;
type Tab = keyof typeof PATHS;

const isTab = (name: string | null): name is Tab => name !== null && name in PATHS;

/** What belongs to the inbox beside the conversations. */
export function InboxTabs({ value }: { value: Tab }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const list = useRef<HTMLDivElement>(null);
  // On a phone the row is longer than the screen.
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, []);
  return (
    <Tabs
      value={value}
      onChange={(tab) => isTab(tab) && void navigate(PATHS[tab])}
      mb="sm"
      aria-label={t('shell.nav.inbox')}
    >
      <Tabs.List ref={list} className={classes.tabs}>
        <Tabs.Tab value="talks">{t('inbox.conversations')}</Tabs.Tab>
        <Tabs.Tab value="visitors">{t('inbox.visitors.title')}</Tabs.Tab>
        <Tabs.Tab value="replies">{t('inbox.replies.title')}</Tabs.Tab>
        <Tabs.Tab value="statistics">{t('statistics.title')}</Tabs.Tab>
      </Tabs.List>
    </Tabs>
  );
}

import { Tabs } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

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
  return (
    <Tabs
      value={value}
      onChange={(tab) => isTab(tab) && void navigate(PATHS[tab])}
      mb="sm"
      aria-label={t('shell.nav.inbox')}
    >
      <Tabs.List>
        <Tabs.Tab value="talks">{t('inbox.conversations')}</Tabs.Tab>
        <Tabs.Tab value="visitors">{t('inbox.visitors.title')}</Tabs.Tab>
        <Tabs.Tab value="replies">{t('inbox.replies.title')}</Tabs.Tab>
        <Tabs.Tab value="statistics">{t('statistics.title')}</Tabs.Tab>
      </Tabs.List>
    </Tabs>
  );
}

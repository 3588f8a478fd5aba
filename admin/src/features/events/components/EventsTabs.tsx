import { Tabs } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

type Tab = 'live' | 'rejects';

export function EventsTabs({ value }: { value: Tab }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <Tabs
      value={value}
      onChange={(tab) => void navigate(`/events/${tab ?? 'live'}`)}
      mb="sm"
      aria-label={t('shell.nav.live')}
    >
      <Tabs.List>
        <Tabs.Tab value="live">{t('events.stream')}</Tabs.Tab>
        <Tabs.Tab value="rejects">{t('events.rejects')}</Tabs.Tab>
      </Tabs.List>
    </Tabs>
  );
}

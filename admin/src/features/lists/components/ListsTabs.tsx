import { Tabs } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

const PATHS = { lists: '/lists', tags: '/lists/tags' } as const;

/** People put together by hand: on lists, or by a word on each. */
export function ListsTabs({ value }: { value: keyof typeof PATHS }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <Tabs
      value={value}
      onChange={(tab) => void navigate(PATHS[tab === 'tags' ? 'tags' : 'lists'])}
      mb="sm"
      aria-label={t('shell.nav.lists')}
    >
      <Tabs.List>
        <Tabs.Tab value="lists">{t('lists.lists')}</Tabs.Tab>
        <Tabs.Tab value="tags">{t('lists.tags')}</Tabs.Tab>
      </Tabs.List>
    </Tabs>
  );
}

import { ActionIcon, Menu } from '@mantine/core';
import { IconDotsVertical } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** The rarer actions of a page, behind three dots in its head. */
export function MoreMenu({ children, width = 250 }: { children: ReactNode; width?: number }) {
  const { t } = useTranslation();
  return (
    <Menu width={width}>
      <Menu.Target>
        <ActionIcon variant="default" size={34} aria-label={t('common.actions')}>
          <IconDotsVertical size={17} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}

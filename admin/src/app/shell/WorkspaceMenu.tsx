import { Menu } from '@mantine/core';
import { IconCheck, IconPlus } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '@/lib/session';

interface WorkspaceMenuProps {
  isOpen: boolean;
  onToggle: () => void;
  onNew: () => void;
  target: ReactElement;
}

/** The member's workspaces, and the way to one more; a chunk of its own, no page waits for it. */
export default function WorkspaceMenu({ isOpen, onToggle, onNew, target }: WorkspaceMenuProps) {
  const { t } = useTranslation();
  const { me, current, switchTo } = useSession();
  return (
    <Menu position="bottom-start" width={240} opened={isOpen} onChange={onToggle}>
      <Menu.Target>{target}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('shell.workspaces')}</Menu.Label>
        {me.workspaces.map((workspace) => (
          <Menu.Item
            key={workspace.id}
            onClick={() => workspace.id !== current.id && switchTo(workspace.id)}
            rightSection={workspace.id === current.id ? <IconCheck size={15} /> : null}
          >
            {workspace.name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconPlus size={15} />} onClick={onNew}>
          {t('shell.newWorkspace')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

import { Menu, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconCheck, IconPlus, IconSelector } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '@/lib/session';
import classes from './Shell.module.css';

const NewWorkspace = lazy(() => import('./NewWorkspace'));

export function WorkspaceSwitch() {
  const { t } = useTranslation();
  const { me, current, switchTo } = useSession();
  const [isOpen, modal] = useDisclosure();
  return (
    <>
      <Menu position="bottom-start" width={240}>
        <Menu.Target>
          <button type="button" className={classes.switch} aria-label={t('shell.workspaceIs', { name: current.name })}>
            <img src="/favicon.svg" alt="" className={classes.logo} />
            <Text span fw={600} truncate style={{ flex: 1 }}>
              {current.name}
            </Text>
            <IconSelector size={16} stroke={1.6} style={{ opacity: 0.6, flex: 'none' }} />
          </button>
        </Menu.Target>
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
          <Menu.Item leftSection={<IconPlus size={15} />} onClick={modal.open}>
            {t('shell.newWorkspace')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isOpen && (
        <Suspense>
          <NewWorkspace
            onClose={modal.close}
            onMade={(id) => {
              modal.close();
              switchTo(id);
            }}
          />
        </Suspense>
      )}
    </>
  );
}

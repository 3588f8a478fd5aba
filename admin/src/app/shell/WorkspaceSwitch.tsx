import { Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconSelector } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '@/lib/session';
import classes from './Shell.module.css';

const NewWorkspace = lazy(() => import('./NewWorkspace'));
const WorkspaceMenu = lazy(() => import('./WorkspaceMenu'));

export function WorkspaceSwitch() {
  const { t } = useTranslation();
  const { current, switchTo } = useSession();
  const [isOpen, menu] = useDisclosure();
  const [isMaking, modal] = useDisclosure();
  const button = (open?: () => void) => (
    <button
      type="button"
      className={classes.switch}
      aria-label={t('shell.workspaceIs', { name: current.name })}
      aria-haspopup="menu"
      onClick={open}
    >
      <img src="/favicon.svg" alt="" className={classes.logo} />
      <Text span fw={600} truncate style={{ flex: 1 }}>
        {current.name}
      </Text>
      <IconSelector size={16} stroke={1.6} style={{ opacity: 0.6, flex: 'none' }} />
    </button>
  );
  return (
    <>
      {/* Pressed before the menu is here, it opens when it is. */}
      <Suspense fallback={button(menu.open)}>
        <WorkspaceMenu isOpen={isOpen} onToggle={menu.toggle} onNew={modal.open} target={button()} />
      </Suspense>
      {isMaking && (
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

import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChecklist } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan } from '@/lib/session';
import type { TaskPlace } from './TaskDialog';

// The form comes when it is asked for.
const TaskDialog = lazy(() => import('./TaskDialog').then((module) => ({ default: module.TaskDialog })));

/** Makes a task about a person or out of a conversation; `isIcon` where there is no room for words. */
export function TaskButton({ isIcon = false, ...place }: TaskPlace & { isIcon?: boolean }) {
  const { t } = useTranslation();
  const canWrite = useCan('inbox_write');
  const [isOpen, dialog] = useDisclosure();
  if (!canWrite) return null;
  return (
    <>
      {isIcon ? (
        <Tooltip label={t('tasks.new')}>
          <ActionIcon aria-label={t('tasks.new')} onClick={dialog.open}>
            <IconChecklist size={18} />
          </ActionIcon>
        </Tooltip>
      ) : (
        <Button variant="default" size="compact-sm" leftSection={<IconChecklist size={15} />} onClick={dialog.open}>
          {t('tasks.new')}
        </Button>
      )}
      {isOpen && (
        <Suspense>
          <TaskDialog {...place} onClose={dialog.close} />
        </Suspense>
      )}
    </>
  );
}

import { Menu } from '@mantine/core';
import { IconArchive, IconArchiveOff, IconCopy, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Status } from '../api/types';
import type { StatusActions } from './useStatusActions';

interface StatusItemsProps {
  status: Status;
  actions: StatusActions;
  /** Asks before it is put away, where people may be in it. */
  onArchive?: () => void;
}

/** Lines of a menu: a pause, a copy, the archive and the way out of it. */
export function StatusItems({ status, actions, onArchive = actions.archive }: StatusItemsProps) {
  const { t } = useTranslation();
  return (
    <>
      <Menu.Item leftSection={<IconCopy size={15} />} onClick={() => actions.copy()}>
        {t('messages.copy')}
      </Menu.Item>
      {status === 'active' && (
        <Menu.Item leftSection={<IconPlayerPause size={15} />} onClick={() => actions.pause()}>
          {t('messages.pause')}
        </Menu.Item>
      )}
      {status === 'paused' && (
        <Menu.Item leftSection={<IconPlayerPlay size={15} />} onClick={() => actions.resume()}>
          {t('messages.resume')}
        </Menu.Item>
      )}
      <Menu.Divider />
      {status === 'archived' ? (
        <Menu.Item leftSection={<IconArchiveOff size={15} />} onClick={() => actions.restore()}>
          {t('messages.restore')}
        </Menu.Item>
      ) : (
        <Menu.Item color="red" leftSection={<IconArchive size={15} />} onClick={() => onArchive()}>
          {t('messages.archive')}
        </Menu.Item>
      )}
    </>
  );
}

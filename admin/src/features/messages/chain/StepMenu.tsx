import { ActionIcon, Menu } from '@mantine/core';
import {
  IconArrowMoveDown,
  IconCopy,
  IconDots,
  IconSubtask,
  IconTrash,
  IconTrashX,
  IconUsers,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { branchOf } from './graph/edits';
import { useWork } from './work';

/** What can be done with a step. */
export function StepMenu({ name, className }: { name: string; className?: string | undefined }) {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const { graph, titles, canWrite, waiting, copy, move, remove } = useWork();
  const hasMore = branchOf(graph, name).size > 1;
  const people = waiting[name] ?? 0;
  if (!canWrite && people === 0) return null;
  return (
    <Menu width={250} position="bottom-end">
      <Menu.Target>
        <ActionIcon
          size={26}
          variant="subtle"
          color="gray"
          className={className ?? ''}
          aria-label={t('chain.stepActions', { step: titles.of(name).title })}
        >
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {people > 0 && (
          <Menu.Item
            component={Link}
            to={`/messages/${id}/people?node=${encodeURIComponent(name)}`}
            leftSection={<IconUsers size={15} />}
          >
            {t('chain.showPeople', { count: people })}
          </Menu.Item>
        )}
        {canWrite && (
          <>
            <Menu.Item leftSection={<IconCopy size={15} />} onClick={() => copy(name, false)}>
              {t('chain.copy')}
            </Menu.Item>
            {hasMore && (
              <Menu.Item leftSection={<IconSubtask size={15} />} onClick={() => copy(name, true)}>
                {t('chain.copyBranch')}
              </Menu.Item>
            )}
            <Menu.Item leftSection={<IconArrowMoveDown size={15} />} onClick={() => move({ name, withBranch: false })}>
              {t('chain.move')}
            </Menu.Item>
            {hasMore && (
              <Menu.Item leftSection={<IconSubtask size={15} />} onClick={() => move({ name, withBranch: true })}>
                {t('chain.moveBranch')}
              </Menu.Item>
            )}
            <Menu.Divider />
            <Menu.Item color="red" leftSection={<IconTrash size={15} />} onClick={() => remove(name, false)}>
              {t('chain.remove')}
            </Menu.Item>
            {hasMore && (
              <Menu.Item color="red" leftSection={<IconTrashX size={15} />} onClick={() => remove(name, true)}>
                {t('chain.removeBranch')}
              </Menu.Item>
            )}
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

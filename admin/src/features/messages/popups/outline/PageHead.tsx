import { ActionIcon, Menu } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconCopy, IconDots, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useToasts } from '@/components/ui/toast';
import { useBuilding } from '../context';
import { duplicatePage, movePage, removePage } from '../model/edits';
import classes from './outline.module.css';

/** The name of a page in the list, and what can be done with the whole page. */
export function PageHead({ index, onChosen }: { index: number; onChosen: () => void }) {
  const { t } = useTranslation();
  const { popup, chosen, choose, faults, pageName } = useBuilding();
  const hasFault = faults.some((fault) => fault.page === index && fault.block === undefined);
  return (
    <div className={classes.pageHead}>
      <button
        type="button"
        className={classes.pageName}
        aria-current={(chosen.what === 'page' && chosen.page === index) || undefined}
        onClick={() => {
          choose({ what: 'page', page: index });
          onChosen();
        }}
      >
        {pageName(index)}
        {hasFault && <span className={classes.fault} role="img" aria-label={t('popups.hasFault')} />}
      </button>
      <PageMenu index={index} isOnly={popup.pages.length === 1} />
    </div>
  );
}

function PageMenu({ index, isOnly }: { index: number; isOnly: boolean }) {
  const { t } = useTranslation();
  const toasts = useToasts();
  const { popup, edit, choose, pageName } = useBuilding();
  const shift = (to: number): void => {
    edit((now) => movePage(now, index, to));
    choose({ what: 'page', page: to });
  };
  const remove = (): void => {
    const before = popup;
    edit((now) => removePage(now, index));
    choose({ what: 'page', page: Math.max(0, index - 1) });
    toasts.undoable(t('popups.pageDeleted', { page: pageName(index) }), () => edit(() => before));
  };
  return (
    <Menu width={200}>
      <Menu.Target>
        <ActionIcon size={24} aria-label={t('popups.actionsOf', { name: pageName(index) })}>
          <IconDots size={15} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconArrowUp size={15} />} disabled={index === 0} onClick={() => shift(index - 1)}>
          {t('popups.up')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconArrowDown size={15} />}
          disabled={index === popup.pages.length - 1}
          onClick={() => shift(index + 1)}
        >
          {t('popups.down')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconCopy size={15} />}
          onClick={() => {
            edit((now) => duplicatePage(now, index));
            choose({ what: 'page', page: index + 1 });
          }}
        >
          {t('popups.duplicate')}
        </Menu.Item>
        <Menu.Item leftSection={<IconTrash size={15} />} color="red" disabled={isOnly} onClick={remove}>
          {t('popups.delete')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

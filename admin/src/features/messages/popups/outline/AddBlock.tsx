import { Button, Menu } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useBuilding } from '../context';
import { ICONS, makeBlock, UNKNOWN_ICON } from '../model/blocks';
import { addBlock } from '../model/edits';
import { KINDS, type Kind } from '../model/popup';

/** A new block below the chosen one, or at the end of the page. */
export function AddBlock({ page, onAdded }: { page: number; onAdded: () => void }) {
  const { t } = useTranslation();
  const { edit, choose, chosenNow, pageName } = useBuilding();
  const add = (kind: Kind): void => {
    const chosen = chosenNow();
    let block = chosen.what === 'block' && chosen.page === page ? chosen.block + 1 : 0;
    edit((now) => {
      if (block === 0) block = now.pages[page]?.blocks.length ?? 0;
      return addBlock(now, { page, block }, makeBlock(t, now, kind));
    });
    choose({ what: 'block', page, block });
    onAdded();
  };
  return (
    <Menu position="bottom-start" width={260}>
      <Menu.Target>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={14} />}
          aria-label={t('popups.addTo', { page: pageName(page) })}
        >
          {t('builder.add')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {KINDS.map((kind) => {
          const Icon = ICONS[kind] ?? UNKNOWN_ICON;
          return (
            <Menu.Item key={kind} leftSection={<Icon size={16} stroke={1.7} />} onClick={() => add(kind)}>
              {t(`popups.kind.${kind}`)}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}

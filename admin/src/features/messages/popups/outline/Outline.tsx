import { Button, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { Dragging, DropGap } from '../../builder/outline/dragging';
import { WholeLine } from '../../builder/outline/WholeLine';
import { useBuilding } from '../context';
import { addPage, MAX_PAGES } from '../model/edits';
import { type PopupPage, spotOf } from '../model/popup';
import { AddBlock } from './AddBlock';
import { BlockLine } from './BlockLine';
import classes from './outline.module.css';
import { PageHead } from './PageHead';
import { PageMap } from './PageMap';

/** All pages with their blocks, in their order; above them the whole, below them the way from page to page. */
export function Outline({ onChosen }: { onChosen: () => void }) {
  const { t } = useTranslation();
  const { popup, chosen, choose, edit } = useBuilding();
  const last = popup.pages.length - 1;
  const add = (): void => {
    edit((now) => addPage(now, last));
    choose({ what: 'page', page: last + 1 });
  };
  return (
    <Dragging>
      <WholeLine
        label={t('popups.whole')}
        isChosen={chosen.what === 'whole'}
        onChoose={() => {
          choose({ what: 'whole', page: chosen.page });
          onChosen();
        }}
      />
      {popup.pages.map((page, n) => (
        <PageBlocks key={page.id} page={page} index={n} onChosen={onChosen} />
      ))}
      {popup.pages.length < MAX_PAGES && (
        <Button variant="default" fullWidth leftSection={<IconPlus size={15} />} onClick={add} mt="xs">
          {t('popups.addPage')}
        </Button>
      )}
      {popup.pages.length > 1 && <PageMap onChosen={onChosen} />}
      <Text size="xs" c="dimmed" mt="sm">
        {t('builder.keys')}
      </Text>
    </Dragging>
  );
}

interface PageBlocksProps {
  page: PopupPage;
  index: number;
  onChosen: () => void;
}

function PageBlocks({ page, index, onChosen }: PageBlocksProps) {
  const { t } = useTranslation();
  const { move } = useBuilding();
  const gap = (block: number) => <DropGap onTake={(key) => move(spotOf(key), { page: index, block })} />;
  return (
    <div className={classes.pageBox}>
      <PageHead index={index} onChosen={onChosen} />
      {page.blocks.length === 0 && (
        <Text size="xs" c="dimmed" px={8} py={4}>
          {t('popups.emptyPage')}
        </Text>
      )}
      {page.blocks.map((block, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks are told apart by their places
        <Fragment key={n}>
          {gap(n)}
          <BlockLine block={block} spot={{ page: index, block: n }} onChosen={onChosen} />
        </Fragment>
      ))}
      {gap(page.blocks.length)}
      <AddBlock page={index} onAdded={onChosen} />
    </div>
  );
}

import { Button, Text, UnstyledButton } from '@mantine/core';
import { IconPalette, IconPlus } from '@tabler/icons-react';
import { Fragment, useContext, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useBuilding } from '../context';
import { addPage, MAX_PAGES } from '../model/edits';
import type { PopupPage, Spot } from '../model/popup';
import { AddBlock } from './AddBlock';
import { BlockLine } from './BlockLine';
import { DraggingContext } from './dragging';
import classes from './outline.module.css';
import { PageHead } from './PageHead';
import { PageMap } from './PageMap';

/** All pages with their blocks, in their order; above them the whole, below them the way from page to page. */
export function Outline({ onChosen }: { onChosen: () => void }) {
  const { t } = useTranslation();
  const { popup, chosen, choose, edit } = useBuilding();
  const [dragged, drag] = useState<Spot | null>(null);
  const dragging = useMemo(() => ({ dragged, drag }), [dragged]);
  const last = popup.pages.length - 1;
  const add = (): void => {
    edit((now) => addPage(now, last));
    choose({ what: 'page', page: last + 1 });
  };
  return (
    <DraggingContext value={dragging}>
      <UnstyledButton
        className={classes.whole}
        aria-current={chosen.what === 'whole' || undefined}
        onClick={() => {
          choose({ what: 'whole', page: chosen.page });
          onChosen();
        }}
      >
        <IconPalette size={16} stroke={1.7} aria-hidden />
        {t('popups.whole')}
      </UnstyledButton>
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
        {t('popups.keys')}
      </Text>
    </DraggingContext>
  );
}

interface PageBlocksProps {
  page: PopupPage;
  index: number;
  onChosen: () => void;
}

function PageBlocks({ page, index, onChosen }: PageBlocksProps) {
  const { t } = useTranslation();
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
          <DropGap spot={{ page: index, block: n }} />
          <BlockLine block={block} spot={{ page: index, block: n }} onChosen={onChosen} />
        </Fragment>
      ))}
      <DropGap spot={{ page: index, block: page.blocks.length }} />
      <AddBlock page={index} onAdded={onChosen} />
    </div>
  );
}

/** Where what is dragged can be let go: before the block that stands there. */
function DropGap({ spot }: { spot: Spot }) {
  const { move } = useBuilding();
  const { dragged, drag } = useContext(DraggingContext);
  const [isOver, over] = useState(false);
  if (dragged === null) return null;
  return (
    <div
      className={classes.gap}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        over(true);
      }}
      onDragLeave={() => over(false)}
      onDrop={(event) => {
        event.preventDefault();
        drag(null);
        move(dragged, spot);
      }}
    />
  );
}

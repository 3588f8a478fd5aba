import { Text, UnstyledButton } from '@mantine/core';
import { IconPalette } from '@tabler/icons-react';
import { Fragment, useContext, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWriting } from '../context';
import classes from '../email.module.css';
import { blockAt, canStand } from '../model/edits';
import type { ColumnsBlock, Spot } from '../model/letter';
import { AddBlock } from './AddBlock';
import { BlockLine } from './BlockLine';
import { DraggingContext } from './dragging';

/** All blocks in their order, those of columns within them; above them the letter as a whole. */
export function Outline({ onChosen }: { onChosen: () => void }) {
  const { t } = useTranslation();
  const { design, chosen, choose } = useWriting();
  const [dragged, drag] = useState<Spot | null>(null);
  const dragging = useMemo(() => ({ dragged, drag }), [dragged]);
  const { blocks } = design;
  return (
    <DraggingContext value={dragging}>
      <UnstyledButton
        className={classes.whole}
        aria-current={chosen === null || undefined}
        onClick={() => {
          choose(null);
          onChosen();
        }}
      >
        <IconPalette size={16} stroke={1.7} aria-hidden />
        {t('letters.whole')}
      </UnstyledButton>
      {blocks.length === 0 && (
        <Text size="xs" c="dimmed" px={8} py={4}>
          {t('letters.empty')}
        </Text>
      )}
      {blocks.map((block, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks are told apart by their places
        <Fragment key={at}>
          <DropGap spot={[at]} />
          <BlockLine block={block} spot={[at]} onChosen={onChosen} />
          {block.kind === 'columns' && <ColumnLines block={block} at={at} onChosen={onChosen} />}
        </Fragment>
      ))}
      <DropGap spot={[blocks.length]} />
      <AddBlock spot={[blocks.length]} label={t('letters.add')} onAdded={onChosen} />
      <Text size="xs" c="dimmed" mt="sm">
        {t('letters.keys')}
      </Text>
    </DraggingContext>
  );
}

function ColumnLines({ block, at, onChosen }: { block: ColumnsBlock; at: number; onChosen: () => void }) {
  const { t } = useTranslation();
  return block.columns.map((column, n) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: columns are told apart by their places
    <div key={n} className={classes.nested}>
      <Text size="xs" fw={600} px={8}>
        {t('letters.columnN', { n: n + 1 })}
      </Text>
      {column.blocks.map((inner, m) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same
        <Fragment key={m}>
          <DropGap spot={[at, n, m]} />
          <BlockLine block={inner} spot={[at, n, m]} onChosen={onChosen} />
        </Fragment>
      ))}
      <DropGap spot={[at, n, column.blocks.length]} />
      <AddBlock spot={[at, n, column.blocks.length]} label={t('letters.addTo', { n: n + 1 })} onAdded={onChosen} />
    </div>
  ));
}

/** Where what is dragged can be let go: before the block that stands there. */
function DropGap({ spot }: { spot: Spot }) {
  const { move, design } = useWriting();
  const { dragged, drag } = useContext(DraggingContext);
  const [isOver, over] = useState(false);
  const block = dragged && blockAt(design, dragged);
  if (!dragged || !block || !canStand(block, spot)) return null;
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

import { Text } from '@mantine/core';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { Dragging, DropGap } from '../../../builder/outline/dragging';
import { WholeLine } from '../../../builder/outline/WholeLine';
import { useWriting } from '../context';
import classes from '../email.module.css';
import { blockAt, canStand } from '../model/edits';
import { type ColumnsBlock, type Spot, spotOf } from '../model/letter';
import { AddBlock } from './AddBlock';
import { BlockLine } from './BlockLine';

/** All blocks in their order, those of columns within them; above them the letter as a whole. */
export function Outline({ onChosen }: { onChosen: () => void }) {
  const { t } = useTranslation();
  const { design, chosen, choose } = useWriting();
  const { blocks } = design;
  return (
    <Dragging>
      <WholeLine
        label={t('letters.whole')}
        isChosen={chosen === null}
        onChoose={() => {
          choose(null);
          onChosen();
        }}
      />
      {blocks.length === 0 && (
        <Text size="xs" c="dimmed" px={8} py={4}>
          {t('letters.empty')}
        </Text>
      )}
      {blocks.map((block, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks are told apart by their places
        <Fragment key={at}>
          <Gap spot={[at]} />
          <BlockLine block={block} spot={[at]} onChosen={onChosen} />
          {block.kind === 'columns' && <ColumnLines block={block} at={at} onChosen={onChosen} />}
        </Fragment>
      ))}
      <Gap spot={[blocks.length]} />
      <AddBlock spot={[blocks.length]} label={t('builder.add')} onAdded={onChosen} />
      <Text size="xs" c="dimmed" mt="sm">
        {t('builder.keys')}
      </Text>
    </Dragging>
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
          <Gap spot={[at, n, m]} />
          <BlockLine block={inner} spot={[at, n, m]} onChosen={onChosen} />
        </Fragment>
      ))}
      <Gap spot={[at, n, column.blocks.length]} />
      <AddBlock spot={[at, n, column.blocks.length]} label={t('letters.addTo', { n: n + 1 })} onAdded={onChosen} />
    </div>
  ));
}

/** Before the block that stands there, for whatever can stand there. */
function Gap({ spot }: { spot: Spot }) {
  const { move, design } = useWriting();
  const blockOf = (key: string) => {
    const from = spotOf(key);
    return from && blockAt(design, from);
  };
  return (
    <DropGap
      canTake={(key) => {
        const block = blockOf(key);
        return block != null && canStand(block, spot);
      }}
      onTake={(key) => {
        const from = spotOf(key);
        if (from) move(from, spot);
      }}
    />
  );
}

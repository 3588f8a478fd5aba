import { Button, Menu } from '@mantine/core';
import { IconBookmark, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useWriting } from '../context';
import { addBlock, canStand } from '../model/edits';
import { type Block, LEAVES, type Spot, WHOLES } from '../model/letter';
import { ICONS, makeBlock, UNKNOWN_ICON } from '../model/make';
import { savedBlocksQuery } from '../saved/api';

interface AddBlockProps {
  /** Where it comes, when nothing there is chosen. */
  spot: Spot;
  label: string;
  onAdded: () => void;
}

/** A new block below the chosen one, or at the end; those that were kept, too. */
export function AddBlock({ spot, label, onAdded }: AddBlockProps) {
  const { t } = useTranslation();
  const { edit, choose, chosenNow } = useWriting();
  const saved = useQuery(savedBlocksQuery).data?.items ?? [];
  const add = (block: Block): void => {
    const to = place(chosenNow(), spot);
    edit((now) => addBlock(now, to, block));
    choose(to);
    onAdded();
  };
  const kinds =
    spot.length === 1 ? [...LEAVES.slice(0, 6), 'columns' as const, ...LEAVES.slice(6), ...WHOLES.slice(1)] : LEAVES;
  const fitting = saved.filter(({ block }) => canStand(block, spot));
  return (
    <Menu position="bottom-start" width={280}>
      <Menu.Target>
        <Button variant="subtle" size="compact-sm" leftSection={<IconPlus size={14} />} aria-label={label}>
          {t('builder.add')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={420} style={{ overflowY: 'auto' }}>
        {kinds.map((kind) => {
          const Icon = ICONS[kind] ?? UNKNOWN_ICON;
          return (
            <Menu.Item key={kind} leftSection={<Icon size={16} stroke={1.7} />} onClick={() => add(makeBlock(t, kind))}>
              {t(`letters.kind.${kind}`)}
            </Menu.Item>
          );
        })}
        {fitting.length > 0 && <Menu.Label>{t('letters.saved.title')}</Menu.Label>}
        {fitting.map(({ id, name, block }) => (
          <Menu.Item key={id} leftSection={<IconBookmark size={16} stroke={1.7} />} onClick={() => add(block)}>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Below what is chosen beside it; else at the end. */
function place(chosen: Spot | null, end: Spot): Spot {
  if (!chosen) return end;
  if (end.length === 1) return [Math.min(chosen[0] + 1, end[0])];
  const isBeside = chosen.length === 3 && chosen[0] === end[0] && chosen[1] === end[1];
  return isBeside ? [end[0], end[1], Math.min(chosen[2] + 1, end[2])] : end;
}

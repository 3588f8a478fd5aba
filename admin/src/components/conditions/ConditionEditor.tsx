import { ActionIcon, Group, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react';
import { type KeyboardEvent, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Fault } from '@/lib/api/errors';
import { type Condition, negate, peel, viewOf } from '@/lib/conditions/language';
import { type Move, moveItem, ROOT_GROUP } from '@/lib/conditions/move';
import classes from './ConditionEditor.module.css';
import { type Editing, EditingContext } from './context';
import { Faults } from './Faults';
import { GroupChoice, type GroupKey, Items } from './Group';
import sentence from './sentence.module.css';
import type { Conditions } from './useConditions';

interface EditorProps {
  conditions: Conditions;
  faults?: readonly Fault[];
  /** Id of the segment whose condition this is. */
  ownId?: string | undefined;
}

const ROOT = 'filter';
const NO_FAULTS: readonly Fault[] = [];

/** The root as a group: a condition that stands alone is one of "all". */
interface Root {
  groupKey: GroupKey;
  nots: number;
  items: Condition[];
  isAlone: boolean;
}

function rootOf(value: Condition | null): Root {
  if (value === null) return { groupKey: 'all', nots: 0, items: [], isAlone: true };
  const { nots, inner } = peel(value);
  const { kind } = viewOf(inner);
  if ((kind === 'all' || kind === 'any') && nots <= 1) {
    return { groupKey: kind, nots, items: inner[kind] as Condition[], isAlone: false };
  }
  return { groupKey: 'all', nots: 0, items: [value], isAlone: true };
}

function written(root: Root, items: Condition[]): Condition | null {
  const [first] = items;
  if (first === undefined) return null;
  if (root.isAlone && items.length === 1) return first;
  return negate({ [root.groupKey]: items }, root.nots);
}

/** The constructor of conditions: what is seen is the JSON of the language, no more and no less. */
export function ConditionEditor({ conditions, faults = NO_FAULTS, ownId }: EditorProps) {
  const { t } = useTranslation();
  const { value, gaps, set } = conditions;
  const [dragged, drag] = useState<string | null>(null);
  const root = useMemo(() => rootOf(value), [value]);
  const context = useMemo<Editing>(() => {
    const move = (to: Move): void => {
      const items = moveItem(root.items, to);
      if (items !== root.items) set(written(root, [...items]));
    };
    return { faults, gaps: new Set(gaps), ownId, dragged, drag, move };
  }, [faults, gaps, ownId, dragged, root, set]);
  const prefix = ROOT + '.not'.repeat(root.nots);
  const own = faults.filter((fault) => fault.path === ROOT || fault.path === prefix || fault.path === '');
  const regroup = (groupKey: GroupKey, nots: number): void => {
    if (root.items.length > 0) set(negate({ [groupKey]: root.items }, nots));
  };
  return (
    <EditingContext value={context}>
      <div className={classes.editor} onKeyDown={(event) => undoByKeys(event, conditions)}>
        <Group justify="space-between" wrap="nowrap" className={classes.head}>
          <div className={sentence.sentence}>
            <span>{t('conditions.lead')}</span>
            {root.items.length > 1 || !root.isAlone ? (
              <GroupChoice groupKey={root.groupKey} nots={root.nots} onChange={regroup} />
            ) : (
              <span>{t('conditions.leadOne')}</span>
            )}
          </div>
          <UndoButtons conditions={conditions} />
        </Group>
        <Items
          id={ROOT_GROUP}
          groupKey={root.groupKey}
          items={root.items}
          placeOf={(index) => (root.isAlone && index === 0 ? ROOT : `${prefix}.${root.groupKey}[${index}]`)}
          onChange={(items) => set(written(root, items))}
        />
        {root.isAlone ? null : <Faults faults={own} />}
      </div>
    </EditingContext>
  );
}

function undoByKeys(event: KeyboardEvent<HTMLElement>, { undo, redo }: Conditions): void {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
  // By the key's place: the letter depends on the keyboard's language.
  const isRedo = event.code === 'KeyY' || (event.code === 'KeyZ' && event.shiftKey);
  if (!isRedo && event.code !== 'KeyZ') return;
  event.preventDefault();
  (isRedo ? redo : undo)?.();
}

function UndoButtons({ conditions }: { conditions: Conditions }) {
  const { t } = useTranslation();
  return (
    <Group gap={2} wrap="nowrap">
      <Tooltip label={`${t('conditions.undo')} · Ctrl+Z`}>
        <ActionIcon
          className={classes.undo}
          disabled={!conditions.undo}
          onClick={conditions.undo}
          aria-label={t('conditions.undo')}
        >
          <IconArrowBackUp size={17} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={`${t('conditions.redo')} · Ctrl+Shift+Z`}>
        <ActionIcon
          className={classes.undo}
          disabled={!conditions.redo}
          onClick={conditions.redo}
          aria-label={t('conditions.redo')}
        >
          <IconArrowForwardUp size={17} />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}

import { Menu } from '@mantine/core';
import { IconFolderOpen, IconGripVertical } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type Condition, negate, peel, viewOf } from '@/lib/conditions/language';
import { groupOf, type Move } from '@/lib/conditions/move';
import { follow, insertAt, keyOf, markFresh, moveBy, removeAt, replaceAt } from '@/lib/conditions/tree';
import { AddMenu } from './AddMenu';
import { Choice } from './Choice';
import { useEditing, useFaults } from './context';
import { DropGap, useDrag } from './dragging';
import { EventLine } from './EventLine';
import { Faults } from './Faults';
import classes from './Group.module.css';
import {
  ConsentLine,
  ListLine,
  MessageLine,
  PropertyLine,
  SegmentLine,
  SubscribedLine,
  TagLine,
  UnknownLine,
} from './lines';
import { moveByKeys, type RowActions, RowMenu } from './Row';
import { SequenceLine } from './SequenceLine';

export type GroupKey = 'all' | 'any';
type Place = Omit<Move, 'source'>;

interface ItemsProps {
  /** Key of the group, for what is moved into it. */
  id: string;
  /** Where the group itself stands in the one around it. */
  outer?: Place;
  groupKey: GroupKey;
  items: readonly Condition[];
  /** Where each stands in the whole condition. */
  placeOf: (index: number) => string;
  onChange: (items: Condition[]) => void;
}

/** Conditions of a group with "and" or "or" between them, and the way to one more. */
export function Items({ id, outer, groupKey, items, placeOf, onChange }: ItemsProps) {
  const { t } = useTranslation();
  const { move } = useEditing();
  const add = (condition: Condition): void => {
    markFresh(condition);
    onChange([...items, condition]);
  };
  const moveTo = (item: Condition, place: Place | undefined) =>
    place &&
    (() => {
      markFresh(item);
      move({ source: keyOf(item), ...place });
    });
  /** Up and down go through groups as the eye does: into the next one, out of one's own. */
  const step = (item: Condition, index: number, by: 1 | -1): (() => void) | undefined => {
    const beside = items[index + by];
    if (beside === undefined) return moveTo(item, outer && { ...outer, index: outer.index + (by === 1 ? 1 : 0) });
    const { inner } = peel(beside);
    const group = groupOf(inner);
    if (group === null || groupOf(peel(item).inner) !== null) return () => onChange(moveBy(items, index, by));
    return moveTo(item, { group: keyOf(inner), index: by === 1 ? 0 : group.items.length });
  };
  const actionsOf = (item: Condition, index: number): RowActions => ({
    itemKey: keyOf(item),
    remove: () => onChange(removeAt(items, index)),
    duplicate: () => onChange(insertAt(items, index + 1, structuredClone(item))),
    moveUp: step(item, index, -1),
    moveDown: step(item, index, 1),
    invert: () =>
      onChange(replaceAt(items, index, 'not' in item && peel(item).nots > 0 ? (item.not as Condition) : { not: item })),
    wrap: () =>
      onChange(items.map((other, at) => (at === index ? { [groupKey === 'all' ? 'any' : 'all']: [item] } : other))),
  });
  return (
    <div className={classes.items}>
      {items.map((item, index) => (
        <div key={keyOf(item)} className={classes.item}>
          <DropGap group={id} index={index} />
          {index > 0 && (
            <span className={classes.link} data-kind={groupKey}>
              {groupKey === 'all' ? t('conditions.and') : t('conditions.or')}
            </span>
          )}
          <Item
            condition={item}
            path={placeOf(index)}
            place={{ group: id, index }}
            actions={actionsOf(item, index)}
            onChange={(next) => onChange(replaceAt(items, index, next))}
            onUnwrap={(parts) => onChange(insertAt(removeAt(items, index), index, ...parts))}
          />
        </div>
      ))}
      <div className={classes.item}>
        <AddMenu onAdd={add} isFirst={items.length === 0} groupKey={groupKey} />
        <DropGap group={id} index={items.length} />
      </div>
    </div>
  );
}

interface ItemProps {
  condition: Condition;
  path: string;
  place: Place;
  actions: RowActions;
  onChange: (condition: Condition) => void;
  onUnwrap: (parts: readonly Condition[]) => void;
}

function Item({ condition, path, place: where, actions, onChange, onUnwrap }: ItemProps) {
  const { nots, inner } = peel(condition);
  const view = viewOf(inner);
  const place = path + '.not'.repeat(nots);
  const write = (next: Condition): void => onChange(negate(follow(inner, next), nots));
  const line = { nots, path: place, actions, onChange: write };
  switch (view.kind) {
    case 'all':
    case 'any':
      return (
        <Group
          condition={inner}
          nots={nots}
          path={place}
          outer={where}
          actions={actions}
          onChange={onChange}
          onUnwrap={onUnwrap}
        />
      );
    case 'property':
      return <PropertyLine node={view.node} {...line} />;
    case 'event':
      return <EventLine node={view.node} {...line} />;
    case 'sequence':
      return <SequenceLine node={view.node} {...line} />;
    case 'message':
      return <MessageLine node={view.node} {...line} />;
    case 'segment':
      return <SegmentLine node={view.node} {...line} />;
    case 'list':
      return <ListLine node={view.node} {...line} />;
    case 'tag':
      return <TagLine node={view.node} {...line} />;
    case 'subscribed':
      return <SubscribedLine node={view.node} {...line} />;
    case 'consent':
      return <ConsentLine node={view.node} {...line} />;
    default:
      return <UnknownLine node={inner} {...line} />;
  }
}

interface GroupProps {
  condition: Condition;
  nots: number;
  path: string;
  outer: Place;
  actions: RowActions;
  onChange: (condition: Condition) => void;
  onUnwrap: (parts: readonly Condition[]) => void;
}

function Group({ condition, nots, path, outer, actions, onChange, onUnwrap }: GroupProps) {
  const { t } = useTranslation();
  const { handle, isDragged } = useDrag(actions.itemKey);
  const groupKey: GroupKey = 'all' in condition ? 'all' : 'any';
  const items = (condition[groupKey] ?? []) as Condition[];
  const faults = useFaults(
    path,
    items.map((_, index) => `${path}.${groupKey}[${index}]`),
  );
  const write = (key: GroupKey, next: Condition[], count = nots): void =>
    next.length === 0 && items.length > 0
      ? actions.remove()
      : onChange(negate(follow(condition, { [key]: next }), count));
  return (
    <div
      className={classes.group}
      data-dragged={isDragged || undefined}
      role="group"
      aria-label={t('conditions.groupWord')}
      onKeyDown={(event) => moveByKeys(event, actions)}
    >
      <div className={classes.groupHead}>
        <span className={classes.grip} {...handle}>
          <IconGripVertical size={15} />
        </span>
        <GroupChoice groupKey={groupKey} nots={nots} onChange={(key, count) => write(key, items, count)} />
        <RowMenu actions={actions} isNot={nots > 0}>
          {nots === 0 && (
            <Menu.Item leftSection={<IconFolderOpen size={15} />} onClick={() => onUnwrap(items)}>
              {t('conditions.unwrap')}
            </Menu.Item>
          )}
        </RowMenu>
      </div>
      <Items
        id={keyOf(condition)}
        outer={outer}
        groupKey={groupKey}
        items={items}
        placeOf={(index) => `${path}.${groupKey}[${index}]`}
        onChange={(next) => write(groupKey, next)}
      />
      <Faults faults={faults} />
    </div>
  );
}

interface GroupChoiceProps {
  groupKey: GroupKey;
  nots: number;
  onChange: (groupKey: GroupKey, nots: number) => void;
}

/** All, any, not all, none: one word for the group and its `not`. */
export function GroupChoice({ groupKey, nots, onChange }: GroupChoiceProps) {
  const { t } = useTranslation();
  const value = `${nots % 2 === 1 ? 'not_' : ''}${groupKey}`;
  return (
    <Choice
      label={t('conditions.groupWord')}
      tone={value.startsWith('not') ? 'not' : 'name'}
      value={value}
      options={(['all', 'any', 'not_any', 'not_all'] as const).map((key) => ({
        value: key,
        label: t(`conditions.groups.${key}`),
      }))}
      onChange={(next) => {
        const isNot = next.startsWith('not_');
        if (next !== value) onChange(next.endsWith('all') ? 'all' : 'any', isNot ? 1 : 0);
      }}
    />
  );
}

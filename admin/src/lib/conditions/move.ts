import { type Condition, peel, viewOf } from './language';
import { follow, keyOf } from './tree';

/** Key of the outermost group, which may stand in no JSON. */
export const ROOT_GROUP = 'root';

/** Where a condition goes: before the item that now is at `index` of the group. */
export interface Move {
  source: string;
  group: string;
  index: number;
}

/** Items of a group and its name in JSON; `null` for what is no group. */
export function groupOf(condition: Condition): { kind: 'all' | 'any'; items: Condition[] } | null {
  const { kind } = viewOf(condition);
  return kind === 'all' || kind === 'any' ? { kind, items: condition[kind] as Condition[] } : null;
}

function find(items: readonly Condition[], key: string): Condition | undefined {
  for (const item of items) {
    if (keyOf(item) === key) return item;
    const found = find(groupOf(peel(item).inner)?.items ?? [], key);
    if (found) return found;
  }
  return undefined;
}

function holdsGroup(item: Condition, key: string): boolean {
  const { inner } = peel(item);
  return keyOf(inner) === key || (groupOf(inner)?.items ?? []).some((part) => holdsGroup(part, key));
}

/** Takes the condition out of its group and puts it into another; a group that is left empty goes. */
export function moveItem(items: readonly Condition[], { source, group, index }: Move): readonly Condition[] {
  const moved = find(items, source);
  if (moved === undefined || holdsGroup(moved, group)) return items;
  const list = (parts: readonly Condition[], key: string): Condition[] => {
    const kept = parts.flatMap((part, at) => {
      const next = keyOf(part) === source ? [] : rewritten(part);
      return key === group && at === index ? [moved, ...next] : next;
    });
    return key === group && index >= parts.length ? [...kept, moved] : kept;
  };
  const rewritten = (part: Condition): Condition[] => {
    if (viewOf(part).kind === 'not') return rewritten(part.not as Condition).map((next) => follow(part, { not: next }));
    const own = groupOf(part);
    if (own === null) return [part];
    const next = list(own.items, keyOf(part));
    return next.length === 0 && own.items.length > 0 ? [] : [follow(part, { [own.kind]: next })];
  };
  return list(items, ROOT_GROUP);
}

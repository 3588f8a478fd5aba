import { describe, expect, it } from 'vitest';
import type { Conversation } from '../api/types';
import { listRows } from './listed';
import { conversation } from './rows.testing';
import { unreadView } from './shot';
import { EMPTY } from './state';
import { DEFAULT_VIEW, type View } from './views';

const ME = 7;

function listed(rows: Conversation[], view: Partial<View>, hopes: Map<number, Partial<Conversation>> = new Map()) {
  const shown = { ...DEFAULT_VIEW, ...view };
  const state = { ...EMPTY, conversations: new Map(rows.map((row) => [row.id, row])) };
  return listRows({ state, hopes }, { view: shown, pages: unreadView(shown), member: ME, kept: null });
}

describe('rows of a view', () => {
  const rows = [
    conversation(1, 1, { team: 3, last_at: '2026-11-22T10:00:00.500Z' }),
    conversation(2, 2, { team: 4, last_at: '2026-11-22T10:00:00Z' }),
    conversation(3, 3, { assignee: ME, last_at: '2026-11-22T10:00:01Z' }),
    conversation(4, 4, { team: 3, status: 'closed', last_at: '2026-11-22T10:00:02Z' }),
  ];
  it.each<[string, Partial<View>, number[]]>([
    ['all that is open, the last spoken in first', { name: 'open' }, [3, 1, 2]],
    ['of a team', { name: 'open', team: 3 }, [1]],
    ['of no team', { name: 'open', team: 'none' }, [3]],
    ["nobody's of a team", { name: 'unassigned', team: 4 }, [2]],
    ['mine', { name: 'mine' }, [3]],
  ])('%s', (_, view, ids) => {
    expect(listed(rows, view).map(({ row }) => row.id)).toEqual(ids);
  });

  it('follow what is hoped for before the server has said so', () => {
    const hopes = new Map([[1, { team: 4 }]]);
    expect(listed(rows, { name: 'open', team: 4 }, hopes).map(({ row }) => row.id)).toEqual([1, 2]);
  });

  it('are the same objects for as long as they are the same rows', () => {
    const [first] = listed(rows, { name: 'mine' });
    const [again] = listed([...rows, conversation(9, 9)], { name: 'mine' });
    expect(again).toBe(first);
    const [changed] = listed([conversation(3, 4, { assignee: ME, preview: 'new' })], { name: 'mine' });
    expect(changed).not.toBe(first);
  });
});

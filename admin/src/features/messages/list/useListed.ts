import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import {
  allScenariosQuery,
  archivedScenariosQuery,
  FIGURE_SORTS,
  type FigureSort,
  type Figures,
  figuresQuery,
  type ListedScenario,
} from '../api/listed';

export interface Asked {
  search: string;
  status: string;
  kind: string;
  channel: string;
  folder: string;
  sort: string;
  desc: boolean;
}

export interface Row extends ListedScenario {
  figures: Figures | undefined;
}

const isFigureSort = (sort: string): sort is FigureSort => FIGURE_SORTS.some((known) => known === sort);

/** Folder "0" is none. */
const fitsFolder = (row: ListedScenario, folder: string): boolean =>
  folder === '' || (folder === '0' ? row.folder === '' : row.folder === folder);

export function fits(row: ListedScenario, { search, status, kind, channel, folder }: Asked): boolean {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const text = `${row.name} ${row.folder} ${row.stage} ${row.hypothesis} ${row.topics.join(' ')}`.toLowerCase();
  return (
    words.every((word) => text.includes(word)) &&
    (status === '' || row.status === status) &&
    (kind === '' || row.kind === kind) &&
    (channel === '' || row.channels.some((each) => each === channel)) &&
    fitsFolder(row, folder)
  );
}

const KEYS: Record<string, (row: ListedScenario) => string> = {
  name: ({ name }) => name.toLowerCase(),
  updated: ({ updated_at }) => updated_at,
  launched: ({ launched_at }) => launched_at ?? '',
};

/** By a figure in the server's own order, those without figures last; else by what the row says. */
export function sorted(rows: Row[], { sort, desc }: Asked, order: readonly string[] | undefined): Row[] {
  if (isFigureSort(sort)) {
    const places = new Map(order?.map((id, place) => [id, place]));
    const last = places.size;
    const sign = desc ? 1 : -1;
    return rows.toSorted((one, other) => {
      const [a, b] = [places.get(one.id) ?? last, places.get(other.id) ?? last];
      return sign * (a - b);
    });
  }
  const key = KEYS[sort] ?? KEYS.updated;
  if (!key) return rows;
  return rows.toSorted((one, other) => (desc ? -1 : 1) * key(one).localeCompare(key(other)));
}

/** The list with its figures; it is searched and filtered here, so that a letter typed answers at once. */
export function useListed(asked: Asked) {
  const list = useQuery(asked.status === 'archived' ? archivedScenariosQuery : allScenariosQuery);
  const figures = useQuery({
    ...figuresQuery(isFigureSort(asked.sort) ? asked.sort : 'money'),
    placeholderData: keepPreviousData,
  });
  const all = list.data;
  const order = figures.data;
  const rows = useMemo(() => {
    const known = new Map(order?.map((each) => [each.id, each]));
    const found = all?.filter((row) => fits(row, asked)).map((row): Row => ({ ...row, figures: known.get(row.id) }));
    return (
      found &&
      sorted(
        found,
        asked,
        order?.map(({ id }) => id),
      )
    );
  }, [all, order, asked]);
  return { list, all, rows, hasFigures: figures.data !== undefined };
}

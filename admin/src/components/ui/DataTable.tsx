import { Skeleton, VisuallyHidden } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { CHOICE_WIDTH, ChooseAll, ChooseRow, type Choosing, useChooser } from './Choosing';
import classes from './DataTable.module.css';
import { Failure } from './states';

export interface Column<T> {
  key: string;
  title: string;
  width: number;
  align?: 'right';
  isSortable?: boolean;
  /** Stays at the right edge while the rest slides under it. */
  isPinned?: boolean;
  render: (row: T) => ReactNode;
}
export interface Sort {
  by: string;
  desc: boolean;
}

interface DataTableProps<T> {
  label: string;
  columns: Column<T>[];
  rows: T[] | undefined;
  rowKey: (row: T) => string;
  onOpen?: (row: T) => void;
  /** A row in two or three lines, for narrow screens; without it the table scrolls sideways. */
  compact?: (row: T) => ReactNode;
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  error?: unknown;
  onRetry?: () => void;
  empty: ReactNode;
  hasMore?: boolean;
  onMore?: () => void;
  /** Boxes before the rows. */
  choosing?: Choosing<T>;
  /** Fills the page and scrolls within, rows drawn only where they are seen. */
  fill?: boolean;
}

const ROW = 44;
const COMPACT_ROW = 68;
const AHEAD = 12;

/** Rows of a server-side list. Thousands cost nothing: only the seen ones are in the document. */
export function DataTable<T>(props: DataTableProps<T>) {
  const isNarrow = useMediaQuery('(max-width: 760px)', false, { getInitialValueInEffect: false });
  const { rows, error, empty } = props;
  if (error && !rows) return <Failure error={error} {...(props.onRetry && { onRetry: props.onRetry })} />;
  if (rows?.length === 0) return <>{empty}</>;
  const compact = isNarrow ? props.compact : undefined;
  return <Rows {...props} compact={compact} />;
}

function Rows<T>(props: Omit<DataTableProps<T>, 'compact'> & { compact: ((row: T) => ReactNode) | undefined }) {
  const { columns, rows, rowKey, fill = false, compact, hasMore = false, onMore } = props;
  const { choosing } = props;
  const choose = useChooser(choosing, rows, rowKey);
  const scroller = useRef<HTMLDivElement>(null);
  const count = rows?.length ?? 12;
  const size = compact ? COMPACT_ROW : ROW;
  // eslint-disable-next-line react-hooks/incompatible-library -- nothing here is memoized by a compiler
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => size,
    overscan: fill ? AHEAD : count,
    initialRect: { width: 1000, height: fill ? 900 : count * size },
  });
  const seen = virtual.getVirtualItems();
  const last = seen.at(-1)?.index ?? 0;
  useEffect(() => {
    if (fill && hasMore && rows && last >= rows.length - AHEAD) onMore?.();
  }, [fill, hasMore, last, onMore, rows]);
  const before = seen[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (seen.at(-1)?.end ?? 0);
  const span = (compact ? 1 : columns.length) + (choosing ? 1 : 0);
  const boxes = choosing ? CHOICE_WIDTH : 0;
  const width = compact ? undefined : columns.reduce((sum, column) => sum + column.width, boxes);
  return (
    <div
      ref={scroller}
      className={classes.scroller}
      data-fill={fill || undefined}
      tabIndex={0}
      role="region"
      aria-label={props.label}
    >
      <table
        className={classes.table}
        style={{ minWidth: width }}
        aria-rowcount={rows?.length}
        aria-busy={rows === undefined}
      >
        {compact && choosing && (
          <colgroup>
            <col style={{ width: CHOICE_WIDTH }} />
            <col />
          </colgroup>
        )}
        {compact ? null : <Head {...props} />}
        <tbody>
          {before > 0 && (
            <tr style={{ height: before }}>
              <td colSpan={span} />
            </tr>
          )}
          {seen.map((item) => (
            <Row
              key={item.key}
              row={rows?.[item.index]}
              {...props}
              compact={compact}
              size={size}
              span={span}
              onChoose={(isRange) => choose(item.index, isRange)}
            />
          ))}
          {after > 0 && (
            <tr style={{ height: after }}>
              <td colSpan={span} />
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}

function Head<T>({ columns, sort, onSort, rows, rowKey, choosing }: Omit<DataTableProps<T>, 'compact'>) {
  return (
    <thead>
      <tr>
        {choosing && <ChooseAll rows={rows} rowKey={rowKey} choosing={choosing} />}
        {columns.map((column) => (
          <th
            key={column.key}
            scope="col"
            style={{ width: column.width }}
            data-align={column.align}
            data-pinned={column.isPinned}
            aria-sort={sort?.by === column.key ? (sort.desc ? 'descending' : 'ascending') : undefined}
          >
            {column.isSortable && onSort ? <SortButton column={column} sort={sort} onSort={onSort} /> : column.title}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function SortButton<T>({
  column,
  sort,
  onSort,
}: {
  column: Column<T>;
  sort: Sort | undefined;
  onSort: (sort: Sort) => void;
}) {
  const { t } = useTranslation();
  const isActive = sort?.by === column.key;
  const isDesc = isActive && sort.desc;
  const Icon = isDesc ? IconArrowDown : IconArrowUp;
  return (
    <button
      type="button"
      className={classes.sort}
      data-active={isActive || undefined}
      onClick={() => onSort({ by: column.key, desc: isActive ? !isDesc : true })}
    >
      {column.title}
      {isActive && <Icon size={13} stroke={2} />}
      <VisuallyHidden>{t('common.sort')}</VisuallyHidden>
    </button>
  );
}

interface RowProps<T> extends Omit<DataTableProps<T>, 'compact'> {
  row: T | undefined;
  size: number;
  span: number;
  onChoose: (isRange: boolean) => void;
  compact: ((row: T) => ReactNode) | undefined;
}

function Row<T>({ row, columns, rowKey, onOpen, compact, size, span, choosing, onChoose }: RowProps<T>) {
  if (row === undefined) return <GreyRow count={span} size={size} />;
  const open = onOpen && (() => onOpen(row));
  return (
    <tr
      style={{ height: size }}
      onClick={open}
      data-open={open ? true : undefined}
      data-chosen={choosing?.chosen.has(rowKey(row)) || undefined}
    >
      {choosing && (
        <ChooseRow name={choosing.nameOf(row)} isChosen={choosing.chosen.has(rowKey(row))} onPress={onChoose} />
      )}
      {compact ? (
        <td>{compact(row)}</td>
      ) : (
        columns.map((column) => (
          <td key={column.key} data-align={column.align} data-pinned={column.isPinned}>
            {column.render(row)}
          </td>
        ))
      )}
    </tr>
  );
}

function GreyRow({ count, size }: { count: number; size: number }) {
  return (
    <tr style={{ height: size }} aria-hidden>
      {Array.from({ length: count }, (_, index) => (
        <td key={index}>
          <Skeleton height={12} width={index === 0 ? '70%' : '50%'} radius="sm" />
        </td>
      ))}
    </tr>
  );
}

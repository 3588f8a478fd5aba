import { Button } from '@mantine/core';
import { IconInbox } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Empty, Failure, Lines } from '@/components/ui/states';
import { inboxTagsQuery, operatorsQuery, teamsQuery } from '../api';
import type { Inbox } from '../store/inbox';
import type { Listed } from '../store/listed';
import { isNarrowed, type View } from '../store/views';
import classes from '../styles/rows.module.css';
import type { ShownView } from '../useInbox';
import { ConversationRow, type Known } from './ConversationRow';

const ROW = 76;
const AHEAD = 10;

interface ListProps {
  inbox: Inbox;
  view: View;
  shown: ShownView;
  current: number | null;
  chosen: ReadonlySet<number>;
  onOpen: (id: number) => void;
  onChoose: (id: number, isRange: boolean) => void;
}

/** The conversations of a view; only the seen ones are in the document. */
export function ConversationList(props: ListProps) {
  const { inbox, view, shown } = props;
  const { rows, pages } = shown;
  if (rows === undefined && pages.error)
    return <Failure error={pages.error} onRetry={() => void inbox.loadView(view)} />;
  if (rows === undefined)
    return (
      <div style={{ padding: 16 }}>
        <Lines count={12} height={20} />
      </div>
    );
  if (rows.length === 0 && pages.next === null) return <NothingHere view={view} />;
  return <Rows {...props} rows={rows} />;
}

function Rows({ inbox, view, shown, rows, current, chosen, onOpen, onChoose }: ListProps & { rows: Listed[] }) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const operators = useQuery(operatorsQuery).data;
  const teams = useQuery(teamsQuery).data;
  const tags = useQuery(inboxTagsQuery).data;
  // eslint-disable-next-line react-hooks/incompatible-library -- nothing here is memoized by a compiler
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: AHEAD,
    getItemKey: (index) => rows[index]?.row.id ?? index,
    initialRect: { width: 320, height: 900 },
  });
  const seen = virtual.getVirtualItems();
  const last = seen.at(-1)?.index ?? 0;
  const { next, isLoading, error } = shown.pages;
  useEffect(() => {
    if (next !== null && !isLoading && !error && last >= rows.length - AHEAD) void inbox.loadView(view);
  }, [inbox, view, next, isLoading, error, last, rows.length]);
  const latest = useRef({ onOpen, onChoose });
  useEffect(() => {
    latest.current = { onOpen, onChoose };
  });
  const open = useCallback((id: number) => latest.current.onOpen(id), []);
  const choose = useCallback((id: number, isRange: boolean) => latest.current.onChoose(id, isRange), []);
  const index = rows.findIndex(({ row }) => row.id === current);
  useEffect(() => {
    if (index >= 0) virtual.scrollToIndex(index, { align: 'auto' });
    // Only when another conversation is opened: a row that moves up does not take the list along.
    // eslint-disable-next-line react-hooks/exhaustive-deps -- see above
  }, [current]);
  const showsAssignee = view.name !== 'mine' && view.name !== 'unassigned' && view.operator === null;
  const showsTeam = view.team === null;
  const known = useMemo<Known>(
    () => ({ operators, teams, tags, showsAssignee, showsTeam }),
    [operators, teams, tags, showsAssignee, showsTeam],
  );
  return (
    <div
      ref={scroller}
      className={classes.list}
      role="region"
      aria-label={t('inbox.conversations')}
      tabIndex={0}
      data-choosing={chosen.size > 0 || undefined}
    >
      <div role="list" style={{ position: 'relative', height: virtual.getTotalSize() }}>
        {seen.map((item) => {
          const listed = rows[item.index];
          return (
            listed && (
              <ConversationRow
                key={item.key}
                inbox={inbox}
                listed={listed}
                known={known}
                top={item.start}
                isShown={listed.row.id === current}
                isChosen={chosen.has(listed.row.id)}
                onOpen={open}
                onChoose={choose}
              />
            )
          );
        })}
      </div>
      {error !== null && (
        <Button m="sm" size="xs" variant="default" onClick={() => void inbox.loadView(view)}>
          {t('common.retry')}
        </Button>
      )}
    </div>
  );
}

function NothingHere({ view }: { view: View }) {
  const { t } = useTranslation();
  const isLess = isNarrowed(view);
  const action = view.name === 'mine' && !isLess && (
    <>
      <Button component={Link} to="/inbox?view=unassigned" variant="default" size="xs">
        {t('inbox.view.unassigned')}
      </Button>
      <Button component={Link} to="/inbox/visitors" variant="default" size="xs">
        {t('inbox.visitors.title')}
      </Button>
    </>
  );
  return (
    <Empty
      icon={IconInbox}
      title={t(isLess ? 'inbox.empty.narrowed' : view.team !== null ? 'inbox.empty.team' : `inbox.empty.${view.name}`)}
      text={isLess || view.team !== null ? undefined : t(`inbox.emptyText.${view.name}`)}
      {...(action && { action })}
    />
  );
}

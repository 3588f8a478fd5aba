import { Button } from '@mantine/core';
import { IconInbox } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Empty, Failure, Lines } from '@/components/ui/states';
import { operatorsQuery } from '../api';
import type { Inbox } from '../store/inbox';
import type { View } from '../store/views';
import classes from '../styles/rows.module.css';
import type { Listed, ShownView } from '../useInbox';
import { operatorName } from '../words';
import { ConversationRow } from './ConversationRow';

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
  const index = rows.findIndex(({ row }) => row.id === current);
  useEffect(() => {
    if (index >= 0) virtual.scrollToIndex(index, { align: 'auto' });
    // Only when another conversation is opened: a row that moves up does not take the list along.
    // eslint-disable-next-line react-hooks/exhaustive-deps -- see above
  }, [current]);
  const showsAssignee = view.name !== 'mine' && view.name !== 'unassigned' && view.operator === null;
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
                top={item.start}
                isShown={listed.row.id === current}
                isChosen={chosen.has(listed.row.id)}
                assignee={
                  showsAssignee && listed.row.assignee !== null ? operatorName(t, operators, listed.row.assignee) : ''
                }
                onOpen={onOpen}
                onChoose={onChoose}
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
  const isNarrowed = view.operator !== null || view.channel !== null || view.tag !== null || view.isUnread;
  const action = view.name === 'mine' && !isNarrowed && (
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
      title={t(isNarrowed ? 'inbox.empty.narrowed' : `inbox.empty.${view.name}`)}
      text={isNarrowed ? undefined : t(`inbox.emptyText.${view.name}`)}
      {...(action && { action })}
    />
  );
}

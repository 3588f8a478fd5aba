import { Anchor, Button, Text } from '@mantine/core';
import { IconMessage2Plus, IconUsers } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { type Column, DataTable } from '@/components/ui/DataTable';
import { Moment } from '@/components/ui/Moment';
import { Page } from '@/components/ui/Page';
import { PersonAvatar } from '@/components/ui/PersonAvatar';
import { Empty } from '@/components/ui/states';
import { pathOf } from '@/lib/events/sentence';
import { useFormat } from '@/lib/format';
import { personTitle } from '@/lib/person';
import { useCan } from '@/lib/session';
import { visitorsQuery } from '../api';
import type { Visitor } from '../api/types';
import { InboxTabs } from '../components/InboxTabs';
import { WriteDialog } from '../components/WriteDialog';

const STEP = 200;
/** So many the server tells at once. */
const MOST = 2_000;

const placeOf = ({ city, country }: Visitor): string => [city, country].filter(Boolean).join(', ');

function Where({ visitor }: { visitor: Visitor }) {
  const isWeb = /^https?:\/\//.test(visitor.url);
  const text = visitor.title || pathOf(visitor.url);
  if (!isWeb) return <>{text}</>;
  return (
    <Anchor
      href={visitor.url}
      target="_blank"
      rel="noreferrer noopener"
      inherit
      c="inherit"
      underline="hover"
      onClick={(event) => event.stopPropagation()}
    >
      {text}
    </Anchor>
  );
}

/** Who is on the site now, on which page; an operator may write first. */
export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const canWrite = useCan('inbox_write');
  const format = useFormat();
  const [limit, setLimit] = useState(STEP);
  const query = useQuery(visitorsQuery(limit));
  const { items, total = 0 } = query.data ?? {};
  const [writing, setWriting] = useState<Visitor | null>(null);
  const nameOf = (visitor: Visitor) => personTitle(t, { ...visitor, id: visitor.profile_id });
  const write = (visitor: Visitor) => (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<IconMessage2Plus size={15} />}
      onClick={(event) => {
        event.stopPropagation();
        setWriting(visitor);
      }}
    >
      {t('inbox.visitors.write')}
    </Button>
  );
  const columns: Column<Visitor>[] = [
    {
      key: 'name',
      title: t('inbox.visitors.who'),
      width: 230,
      render: (visitor) => (
        <span style={{ display: 'flex', alignItems: 'center', gap: 10 }}>
          <PersonAvatar id={visitor.profile_id} name={visitor.name || visitor.email} isOnline />
          <Text span inherit truncate fw={500}>
            {nameOf(visitor)}
          </Text>
        </span>
      ),
    },
    { key: 'page', title: t('inbox.visitors.page'), width: 320, render: (visitor) => <Where visitor={visitor} /> },
    { key: 'since', title: t('inbox.visitors.since'), width: 130, render: ({ since }) => <Moment at={since} /> },
    { key: 'place', title: t('inbox.visitors.place'), width: 170, render: placeOf },
    { key: 'device', title: t('inbox.visitors.device'), width: 150, render: ({ device }) => device },
    ...(canWrite ? [{ key: 'write', title: '', width: 140, align: 'right' as const, render: write }] : []),
  ];
  return (
    <Page
      title={t('inbox.visitors.title')}
      width="full"
      note={
        total > 0 && (
          <Text span c="dimmed">
            {t('common.people', { count: total, formatted: format.number(total) })}
          </Text>
        )
      }
    >
      <InboxTabs value="visitors" />
      <DataTable<Visitor>
        fill
        label={t('inbox.visitors.title')}
        columns={columns}
        rows={items}
        hasMore={limit < MOST && (items?.length ?? 0) < total}
        onMore={() => query.isPlaceholderData || setLimit(Math.min(MOST, limit + STEP))}
        rowKey={({ profile_id }) => profile_id}
        onOpen={({ profile_id }) => void navigate(`/people/${profile_id}`)}
        compact={(visitor) => (
          <span style={{ display: 'flex', alignItems: 'center', gap: 10 }}>
            <PersonAvatar id={visitor.profile_id} name={visitor.name || visitor.email} isOnline />
            <span style={{ minWidth: 0, flex: 1 }}>
              <Text size="sm" fw={500} truncate>
                {nameOf(visitor)}
              </Text>
              <Text size="xs" c="dimmed" truncate>
                <Where visitor={visitor} />
              </Text>
            </span>
            {canWrite && write(visitor)}
          </span>
        )}
        error={query.error}
        onRetry={() => void query.refetch()}
        empty={<Empty icon={IconUsers} title={t('inbox.visitors.empty')} text={t('inbox.visitors.emptyText')} />}
      />
      {writing && <WriteDialog profile={writing.profile_id} name={nameOf(writing)} onClose={() => setWriting(null)} />}
    </Page>
  );
}

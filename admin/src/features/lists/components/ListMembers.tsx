import { ActionIcon, Button, Group, Text, Tooltip } from '@mantine/core';
import { IconUserMinus, IconUsersGroup } from '@tabler/icons-react';
import { type InfiniteData, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { type Column, DataTable } from '@/components/ui/DataTable';
import { Moment } from '@/components/ui/Moment';
import { PersonAvatar } from '@/components/ui/PersonAvatar';
import { Empty } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import type { ListMember, PeopleList } from '@/lib/api/lists';
import type { Page } from '@/lib/api/types';
import { useAuthors } from '@/lib/authors';
import { personTitle } from '@/lib/person';
import { useCan } from '@/lib/session';
import { listsApi, membersQuery, refreshLists } from '../api';

type Pages = InfiniteData<Page<ListMember>, string>;

/** Takes somebody off at once, with a way back; he returns with a word if the server refuses. */
function useTakeOff(list: PeopleList): (member: ListMember) => void {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const { queryKey } = membersQuery(list.id);
  const refresh = (): void => refreshLists(client);
  const back = useMutation({
    mutationFn: (member: ListMember) => listsApi.add(list.id, { profile_ids: [member.id] }),
    onError: toasts.failed,
    onSettled: refresh,
  });
  const takeOff = useMutation({
    mutationFn: (member: ListMember) => listsApi.takeOff(list.id, { profile_ids: [member.id] }),
    onMutate: async (member) => {
      await client.cancelQueries({ queryKey });
      const before = client.getQueryData<Pages>(queryKey);
      client.setQueryData<Pages>(queryKey, (pages) => pages && without(pages, member.id));
      return { before };
    },
    onError: (error, _member, context) => {
      client.setQueryData(queryKey, context?.before);
      toasts.failed(error);
    },
    onSuccess: (_answer, member) =>
      toasts.undoable(t('lists.tookOff', { name: personTitle(t, member) }), () => back.mutate(member)),
    onSettled: refresh,
  });
  return (member) => takeOff.mutate(member);
}

function without(pages: Pages, id: string): Pages {
  const left = (page: Page<ListMember>) => ({ ...page, items: page.items.filter((member) => member.id !== id) });
  return { ...pages, pages: pages.pages.map(left) };
}

/** Who is on the list, the last put there first. */
export function ListMembers({ list, empty }: { list: PeopleList; empty: ReactNode }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const canWrite = useCan('segments_write');
  const takeOff = useTakeOff(list);
  const howOf = useHow();
  const query = useInfiniteQuery(membersQuery(list.id));
  const remove = (member: ListMember) =>
    canWrite && <Remove name={personTitle(t, member)} onRemove={() => takeOff(member)} />;
  return (
    <DataTable<ListMember>
      fill
      label={t('lists.whoIsOn')}
      columns={makeColumns(t, howOf, remove)}
      rows={query.data?.pages.flatMap((page) => page.items)}
      rowKey={(row) => row.id}
      onOpen={(row) => void navigate(`/people/${row.id}`)}
      error={query.error}
      onRetry={() => void query.refetch()}
      hasMore={query.hasNextPage && !query.isFetching}
      onMore={() => void query.fetchNextPage()}
      compact={(row) => (
        <Group gap={8} wrap="nowrap" justify="space-between">
          <div style={{ minWidth: 0 }}>
            <Name row={row} t={t} />
            <Text size="xs" c="dimmed" truncate pl={36}>
              <Moment at={row.joined_at} />
              {' · '}
              {row.email ?? row.phone ?? howOf(row)}
            </Text>
          </div>
          {remove(row)}
        </Group>
      )}
      empty={<Empty icon={IconUsersGroup} title={t('lists.nobody')} text={t('lists.nobodyText')} action={empty} />}
    />
  );
}

function Remove({ name, onRemove }: { name: string; onRemove: () => void }) {
  const { t } = useTranslation();
  const label = t('lists.takeOff', { name });
  return (
    <Tooltip label={label}>
      <ActionIcon
        aria-label={label}
        onClick={(event) => {
          event.stopPropagation();
          onRemove();
        }}
      >
        <IconUserMinus size={16} stroke={1.7} />
      </ActionIcon>
    </Tooltip>
  );
}

function Name({ row, t }: { row: ListMember; t: TFunction }) {
  return (
    <Group gap={10} wrap="nowrap">
      <PersonAvatar id={row.id} name={row.name ?? row.email} size={26} />
      <Text component={Link} to={`/people/${row.id}`} inherit fw={500} truncate>
        {personTitle(t, row)}
      </Text>
    </Group>
  );
}

/** Who put the person there, else by what way. */
function useHow(): (row: ListMember) => string {
  const { t } = useTranslation();
  const authorOf = useAuthors();
  return ({ author, source }) => authorOf(author) || t(`card.origin.${source as 'api'}`, { defaultValue: source });
}

function makeColumns(
  t: TFunction,
  howOf: (row: ListMember) => string,
  remove: (row: ListMember) => ReactNode,
): Column<ListMember>[] {
  return [
    { key: 'name', title: t('people.column.name'), width: 220, render: (row) => <Name row={row} t={t} /> },
    { key: 'email', title: t('people.column.email'), width: 210, render: (row) => row.email ?? '—' },
    { key: 'phone', title: t('people.column.phone'), width: 140, render: (row) => row.phone ?? '—' },
    { key: 'joined', title: t('lists.joined'), width: 140, render: (row) => <Moment at={row.joined_at} /> },
    { key: 'how', title: t('lists.how'), width: 160, render: howOf },
    { key: 'menu', title: '', width: 56, align: 'right', render: remove },
  ];
}

/** The two ways to fill a list. */
export function FillButtons({ onAdd, onImport }: { onAdd: () => void; onImport: () => void }) {
  const { t } = useTranslation();
  const canImport = useCan('imports_write');
  return (
    <>
      <Button onClick={onAdd}>{t('lists.addPeople')}</Button>
      {canImport && (
        <Button variant="default" onClick={onImport}>
          {t('lists.fromFile')}
        </Button>
      )}
    </>
  );
}

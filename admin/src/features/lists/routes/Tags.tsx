import { ActionIcon, Button, Group, Menu, Text } from '@mantine/core';
import { IconDotsVertical, IconFilterPlus, IconPencil, IconPlus, IconTag, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import type { Column } from '@/components/ui/DataTable';
import { Moment } from '@/components/ui/Moment';
import { Empty } from '@/components/ui/states';
import { TagBadge } from '@/components/ui/TagBadge';
import { useToasts } from '@/components/ui/toast';
import type { CountedTag } from '@/lib/api/lists';
import { withFilter } from '@/lib/conditions/url';
import { type Format, useFormat } from '@/lib/format';
import { useCan } from '@/lib/session';
import { refreshTags, tagsApi, tagsQuery } from '../api';
import { Catalogue } from '../components/Catalogue';
import { RemoveDialog } from '../components/RemoveDialog';
import { TagDialog, type TagLooks } from '../components/TagDialog';

type Doing = { kind: 'new' } | { kind: 'change' | 'remove'; tag: CountedTag };

const peopleOf = (tag: string): string => withFilter('/people', { tag });

export function Component() {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const canWrite = useCan('segments_write');
  const [doing, begin] = useState<Doing | null>(null);
  const query = useQuery(tagsQuery);
  const create = canWrite && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => begin({ kind: 'new' })}>
      {t('lists.newTag')}
    </Button>
  );
  const menu = (tag: CountedTag) => canWrite && <TagMenu tag={tag} onBegin={begin} />;
  return (
    <>
      <Catalogue
        tab="tags"
        query={query}
        queryKey={tagsQuery.queryKey}
        columns={makeColumns(t, format, menu)}
        rowKey={(row) => row.tag}
        onOpen={(row) => void navigate(peopleOf(row.tag))}
        compact={(row) => <CompactRow row={row} format={format} menu={menu(row)} />}
        textOf={({ title }) => title}
        placeholder={t('lists.findTag')}
        noneFits={t('lists.noTagFits')}
        empty={<Empty icon={IconTag} title={t('lists.noTags')} text={t('lists.noTagsText')} action={create} />}
        create={create}
      />
      {doing?.kind === 'new' && <NewTag onClose={() => begin(null)} />}
      {doing?.kind === 'change' && <ChangeTag tag={doing.tag} onClose={() => begin(null)} />}
      {doing?.kind === 'remove' && <RemoveTag tag={doing.tag} onClose={() => begin(null)} />}
    </>
  );
}

function useTagChange<V>(run: (value: V) => Promise<unknown>, onClose: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: run,
    onSuccess: () => {
      refreshTags(client);
      onClose();
    },
  });
}

function NewTag({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const save = useTagChange(({ title, color }: TagLooks) => tagsApi.create(title, color), onClose);
  return (
    <TagDialog
      title={t('lists.newTag')}
      action={t('common.create')}
      error={save.error}
      isSaving={save.isPending}
      onSave={save.mutate}
      onClose={onClose}
    />
  );
}

function ChangeTag({ tag, onClose }: { tag: CountedTag; onClose: () => void }) {
  const { t } = useTranslation();
  const save = useTagChange((looks: TagLooks) => tagsApi.change(tag.tag, looks), onClose);
  return (
    <TagDialog
      title={t('lists.changeTag')}
      action={t('common.save')}
      first={{ title: tag.title, color: tag.color }}
      error={save.error}
      isSaving={save.isPending}
      onSave={save.mutate}
      onClose={onClose}
    />
  );
}

function RemoveTag({ tag, onClose }: { tag: CountedTag; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const toasts = useToasts();
  const remove = useTagChange(() => tagsApi.remove(tag.tag), onClose);
  const count = tag.count ?? 0;
  return (
    <RemoveDialog
      title={t('lists.removeTag', { name: tag.title })}
      text={t('lists.removeTagText', { count, formatted: format.number(count) })}
      naming={{ key: 'tag', value: tag.tag }}
      isRemoving={remove.isPending}
      onRemove={() => remove.mutate(undefined, { onError: toasts.failed })}
      onClose={onClose}
    />
  );
}

function TagMenu({ tag, onBegin }: { tag: CountedTag; onBegin: (doing: Doing) => void }) {
  const { t } = useTranslation();
  return (
    <span onClick={(event) => event.stopPropagation()}>
      <Menu width={230}>
        <Menu.Target>
          <ActionIcon aria-label={t('lists.actionsOf', { name: tag.title })}>
            <IconDotsVertical size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={15} />} onClick={() => onBegin({ kind: 'change', tag })}>
            {t('lists.rename')}
          </Menu.Item>
          <Menu.Item
            component={Link}
            to={withFilter('/segments/new', { tag: tag.tag })}
            leftSection={<IconFilterPlus size={15} />}
          >
            {t('lists.toSegment')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item color="red" leftSection={<IconTrash size={15} />} onClick={() => onBegin({ kind: 'remove', tag })}>
            {t('lists.remove')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </span>
  );
}

type MenuOf = (tag: CountedTag) => React.ReactNode;

function makeColumns(t: TFunction, format: Format, menu: MenuOf): Column<CountedTag>[] {
  return [
    {
      key: 'title',
      title: t('lists.tag'),
      width: 280,
      render: (row) => <TagBadge title={row.title} color={row.color} />,
    },
    {
      key: 'count',
      title: t('segments.people'),
      width: 110,
      align: 'right',
      render: (row) => (
        <Text component={Link} to={peopleOf(row.tag)} inherit td="underline">
          {format.number(row.count)}
        </Text>
      ),
    },
    { key: 'created', title: t('lists.created'), width: 150, render: (row) => <Moment at={row.created_at} /> },
    { key: 'menu', title: '', width: 60, align: 'right', render: menu },
  ];
}

function CompactRow({ row, format, menu }: { row: CountedTag; format: Format; menu: React.ReactNode }) {
  return (
    <Group gap={8} wrap="nowrap" justify="space-between">
      <TagBadge title={row.title} color={row.color} />
      <Group gap={4} wrap="nowrap">
        <Text component={Link} to={peopleOf(row.tag)} size="sm" td="underline" className="tnum">
          {format.number(row.count)}
        </Text>
        {menu}
      </Group>
    </Group>
  );
}

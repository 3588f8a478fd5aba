import { Button, Group, Text } from '@mantine/core';
import { IconBookmark, IconPlus, IconSearchOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Dash } from '@/components/ui/Dash';
import { type Column, DataTable } from '@/components/ui/DataTable';
import { Moment } from '@/components/ui/Moment';
import { Page } from '@/components/ui/Page';
import { SearchField } from '@/components/ui/SearchField';
import { Empty } from '@/components/ui/states';
import { type Format, useFormat } from '@/lib/format';
import { useCan } from '@/lib/session';
import { useUrlState } from '@/lib/urlState';
import { type SavedTriggerRow, savedTriggersQuery } from '../../api/triggers';
import { placeOf } from '../../list/columns';
import { TriggerIcon } from '../../parts/TriggerLine';
import { useWords, type Words } from '../../parts/useWords';
import { NEW, TriggerDrawer } from '../TriggerDrawer';

/** Triggers with names: what each waits for, what it starts, how often it fired. */
export function Component() {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useWords();
  const canWrite = useCan('messages_write');
  const [{ q = '', trigger }, change] = useUrlState(['q', 'trigger'] as const);
  const query = useQuery(savedTriggersQuery);
  const rows = query.data?.filter((row) => fits(row, words, q));
  const open = (id: string): void => change({ trigger: id });
  const create = canWrite && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => open(NEW)}>
      {t('triggers.new')}
    </Button>
  );
  const isEmpty = query.data?.length === 0;
  return (
    <Page title={t('triggers.title')} width="full" actions={!isEmpty && create}>
      {!isEmpty && (
        <Group gap="xs" mb="xs">
          <SearchField value={q} onChange={(next) => change({ q: next || null })} placeholder={t('triggers.search')} />
        </Group>
      )}
      <DataTable<SavedTriggerRow>
        fill
        label={t('triggers.title')}
        columns={columnsOf(t, format, words)}
        rows={rows}
        rowKey={({ id }) => id}
        onOpen={({ id }) => open(id)}
        error={query.error}
        onRetry={() => void query.refetch()}
        compact={(row) => <Compact row={row} words={words} format={format} />}
        empty={
          isEmpty ? (
            <Empty icon={IconBookmark} title={t('triggers.empty')} text={t('triggers.emptyText')} action={create} />
          ) : (
            <Empty icon={IconSearchOff} title={t('triggers.noneFits')} />
          )
        }
      />
      {trigger !== undefined && (
        <TriggerDrawer key={trigger} id={trigger} onMade={open} onClose={() => change({ trigger: null })} />
      )}
    </Page>
  );
}

function fits({ name, trigger, starts }: SavedTriggerRow, words: Words, search: string): boolean {
  const text = [name, words.trigger(trigger), ...starts.map((each) => each.name)].join(' ').toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function columnsOf(t: TFunction, format: Format, words: Words): Column<SavedTriggerRow>[] {
  return [
    {
      key: 'name',
      title: t('messages.name'),
      width: 240,
      render: ({ name, trigger }) => (
        <Group gap={8} wrap="nowrap">
          <TriggerIcon trigger={trigger} />
          <Text span inherit fw={500} truncate title={name}>
            {name}
          </Text>
        </Group>
      ),
    },
    {
      key: 'what',
      title: t('triggers.what'),
      width: 320,
      render: ({ trigger }) => (
        <Text span inherit c="dimmed" title={words.trigger(trigger)}>
          {words.trigger(trigger)}
        </Text>
      ),
    },
    {
      key: 'fired',
      title: t('triggers.fired'),
      width: 150,
      align: 'right',
      render: ({ fired }) => (fired > 0 ? format.number(fired) : <Dash />),
    },
    { key: 'starts', title: t('triggers.starts'), width: 320, render: (row) => <Starts row={row} /> },
    { key: 'updated', title: t('messages.updated'), width: 130, render: (row) => <Moment at={row.updated_at} /> },
  ];
}

function Starts({ row: { starts } }: { row: SavedTriggerRow }) {
  if (starts.length === 0) return <Dash />;
  return (
    <span title={starts.map(({ name }) => name).join(', ')}>
      {starts.map(({ id, name }, index) => (
        <span key={id}>
          {index > 0 && ', '}
          <Text
            component={Link}
            inherit
            to={placeOf({ id, kind: 'message' })}
            td="underline"
            onClick={(event) => event.stopPropagation()}
          >
            {name}
          </Text>
        </span>
      ))}
    </span>
  );
}

function Compact({ row, words, format }: { row: SavedTriggerRow; words: Words; format: Format }) {
  const { t } = useTranslation();
  return (
    <>
      <Group gap={8} wrap="nowrap" justify="space-between">
        <Text fw={500} truncate>
          {row.name}
        </Text>
        <Text size="xs" c="dimmed" style={{ flex: 'none' }}>
          {t('triggers.times', { count: row.fired, formatted: format.number(row.fired) })}
        </Text>
      </Group>
      <Text size="xs" c="dimmed" truncate mt={2}>
        {words.trigger(row.trigger)}
      </Text>
    </>
  );
}

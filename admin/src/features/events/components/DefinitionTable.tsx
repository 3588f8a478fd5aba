import { Text } from '@mantine/core';
import { IconBook2 } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Dash } from '@/components/ui/Dash';
import { type Column, DataTable } from '@/components/ui/DataTable';
import { Moment } from '@/components/ui/Moment';
import { Empty } from '@/components/ui/states';
import type { EventDefinition, PropertyDefinition } from '@/lib/api/types';
import type { Opened } from './DefinitionDrawer';

/** What both tables of the catalogue are asked for. */
export interface CatalogueProps {
  search: string;
  hasHidden: boolean;
  onOpen: (opened: Opened) => void;
}

interface DefinitionTableProps<T> {
  label: string;
  query: Pick<UseQueryResult, 'error' | 'refetch'>;
  rows: T[] | undefined;
  /** The columns before the description and the time it was seen last. */
  columns: Column<T>[];
  onOpen: (row: T) => void;
  /** A narrow screen's first line: the name in words, if there is one. */
  titleOf: (row: T) => string;
  /** What the product itself says of a name nobody has described. */
  meaningOf?: (row: T) => string | undefined;
  /** What follows in its second line. */
  noteOf: (row: T) => ReactNode;
}

/** Names that have been seen: in columns on a wide screen, in two lines on a narrow one. */
export function DefinitionTable<T extends EventDefinition | PropertyDefinition>(props: DefinitionTableProps<T>) {
  const { label, query, rows, columns, onOpen, titleOf, noteOf, meaningOf } = props;
  const { t } = useTranslation();
  const shared: Column<T>[] = [
    {
      key: 'description',
      title: t('events.description'),
      width: 420,
      render: (row) => row.description || <Meaning text={meaningOf?.(row)} />,
    },
    { key: 'last', title: t('events.lastSeen'), width: 140, render: (row) => <Moment at={row.last_seen} /> },
  ];
  return (
    <DataTable<T>
      fill
      label={label}
      columns={[...columns, ...shared]}
      rows={rows}
      rowKey={(row) => row.name}
      error={query.error}
      onRetry={() => void query.refetch()}
      onOpen={onOpen}
      empty={<Empty icon={IconBook2} title={t('events.catalogueEmpty')} text={t('events.catalogueEmptyText')} />}
      compact={(row) => (
        <>
          <Text size="sm" fw={500} truncate>
            {titleOf(row)}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {noteOf(row)}
          </Text>
        </>
      )}
    />
  );
}

/** The product's own words stand back behind those of the team. */
function Meaning({ text }: { text: string | undefined }) {
  if (text === undefined) return <Dash />;
  return (
    <Text span inherit c="dimmed" title={text}>
      {text}
    </Text>
  );
}

/** A name as it is sent. */
export function SentName({ children, isFaint = false }: { children: string; isFaint?: boolean }) {
  return (
    <Text span ff="monospace" fz={12} truncate {...(isFaint && { c: 'dimmed' })}>
      {children}
    </Text>
  );
}

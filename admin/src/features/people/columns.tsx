import { Badge, Group, Text } from '@mantine/core';
import type { TFunction } from 'i18next';
import { Link } from 'react-router';
import { Dash } from '@/components/ui/Dash';
import type { Column } from '@/components/ui/DataTable';
import { Moment } from '@/components/ui/Moment';
import { PersonAvatar } from '@/components/ui/PersonAvatar';
import { StageBadge } from '@/components/ui/StageBadge';
import type { Json, PersonRow } from '@/lib/api/types';
import { textOf } from '@/lib/events/sentence';
import type { Format } from '@/lib/format';
import { personTitle } from '@/lib/person';
import { orderStatus, propertyTitle } from '@/lib/properties';

/** Columns that every row brings with it; any property may stand beside them. */
export const OWN_COLUMNS = [
  'email',
  'phone',
  'stage',
  'last_seen',
  'first_seen',
  'sessions_count',
  'pages_count',
  'orders_count',
  'revenue',
  'city',
  'country',
  'user_id',
] as const;
export type OwnColumn = (typeof OWN_COLUMNS)[number];
export const DEFAULT_COLUMNS: string[] = [
  'email',
  'phone',
  'stage',
  'last_seen',
  'sessions_count',
  'orders_count',
  'revenue',
  'city',
];

const SORTABLE = new Set<string>([
  'last_seen',
  'first_seen',
  'sessions_count',
  'pages_count',
  'orders_count',
  'revenue',
]);
const WIDTH: Record<OwnColumn, number> = {
  email: 184,
  phone: 132,
  stage: 122,
  last_seen: 124,
  first_seen: 124,
  sessions_count: 80,
  pages_count: 100,
  orders_count: 80,
  revenue: 112,
  city: 98,
  country: 120,
  user_id: 130,
};

export function isOwn(key: string): key is OwnColumn {
  return (OWN_COLUMNS as readonly string[]).includes(key);
}

export function columnTitle(t: TFunction, key: string): string {
  return isOwn(key) ? t(`people.column.${key}`) : propertyTitle(t, key);
}

/** The chosen columns out of a stored preference; what is no list of names gives the default. */
export function chosenColumns(stored: Json): string[] {
  if (!Array.isArray(stored)) return DEFAULT_COLUMNS;
  return stored.filter((key): key is string => typeof key === 'string').slice(0, 24);
}

function ownCell(key: OwnColumn, row: PersonRow, format: Format) {
  switch (key) {
    case 'stage':
      return <StageBadge stage={row.stage} />;
    case 'last_seen':
    case 'first_seen':
      return <Moment at={row[key]} />;
    case 'sessions_count':
    case 'pages_count':
      return format.number(row[key]);
    case 'orders_count':
      return row.orders_count ? format.number(row.orders_count) : <Dash />;
    case 'revenue':
      return Number(row.revenue) ? format.money(row.revenue) : <Dash />;
    default:
      return row[key] || <Dash />;
  }
}

function propertyText(t: TFunction, key: string, value: Json | undefined, stageOf: (key: string) => string): string {
  const text = textOf(value);
  if (key === '$last_order_status') return orderStatus(t, text);
  if (key === '$stage') return stageOf(text);
  return key === '$rfm_group' && text ? t(`scoring.group.${text as 'lost'}`, { defaultValue: text }) : text;
}

function NameCell({ row, t }: { row: PersonRow; t: TFunction }) {
  return (
    <Group gap={10} wrap="nowrap">
      <PersonAvatar id={row.id} name={row.name ?? row.email} isOnline={row.is_online} size={26} />
      <Text
        component={Link}
        to={`/people/${row.id}`}
        inherit
        fw={500}
        truncate
        {...(!row.name && !row.email && { c: 'dimmed' })}
      >
        {personTitle(t, row)}
      </Text>
    </Group>
  );
}

export function makeColumns(
  t: TFunction,
  format: Format,
  keys: string[],
  stageOf: (key: string) => string,
): Column<PersonRow>[] {
  const name: Column<PersonRow> = {
    key: 'name',
    title: t('people.column.name'),
    width: 196,
    render: (row) => <NameCell row={row} t={t} />,
  };
  const rest = keys.map((key): Column<PersonRow> => {
    const isNumber = key.endsWith('_count') || key === 'revenue' || key === '$score';
    return {
      key,
      title: columnTitle(t, key),
      width: isOwn(key) ? WIDTH[key] : 150,
      isSortable: SORTABLE.has(key),
      ...(isNumber && { align: 'right' as const }),
      render: (row) =>
        isOwn(key) ? ownCell(key, row, format) : propertyText(t, key, row.properties[key], stageOf) || <Dash />,
    };
  });
  return [name, ...rest];
}

/** A row on a phone: who, how to reach, when last here, how much was bought. */
export function CompactRow({ row, t, format }: { row: PersonRow; t: TFunction; format: Format }) {
  const revenue = Number(row.revenue);
  return (
    <Group gap={12} wrap="nowrap">
      <PersonAvatar id={row.id} name={row.name ?? row.email} isOnline={row.is_online} size={36} />
      <div style={{ flex: 1, minWidth: 0 }}>
        <Group gap={8} wrap="nowrap" justify="space-between">
          <Text component={Link} to={`/people/${row.id}`} fw={500} truncate>
            {personTitle(t, row)}
          </Text>
          <Text size="xs" c="dimmed">
            <Moment at={row.last_seen} />
          </Text>
        </Group>
        <Group gap={8} wrap="nowrap" justify="space-between">
          <Text size="sm" c="dimmed" truncate>
            {row.email || row.phone || row.city || t(`common.stage.${row.stage}`)}
          </Text>
          {revenue > 0 ? (
            <Badge size="sm" color="gray" style={{ flex: 'none' }}>
              {format.money(revenue)}
            </Badge>
          ) : null}
        </Group>
      </div>
    </Group>
  );
}

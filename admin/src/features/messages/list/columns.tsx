import { ActionIcon, Badge, Box, Group, Menu, Text, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDotsVertical, IconHourglass } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Dash } from '@/components/ui/Dash';
import type { Column } from '@/components/ui/DataTable';
import { Moment } from '@/components/ui/Moment';
import { segmentNamesQuery } from '@/lib/conditions/api';
import { useFormat } from '@/lib/format';
import { useCan } from '@/lib/session';
import type { Figures, ListedScenario } from '../api/listed';
import { StatusItems } from '../editor/StatusItems';
import { useStatusActions } from '../editor/useStatusActions';
import { ChannelIcon } from '../parts/ChannelIcon';
import { StatusBadge } from '../parts/StatusBadge';
import { useWords } from '../parts/useWords';
import { RehearsalDrawer } from '../rehearsal/Rehearsal';
import type { Row } from './useListed';

export const placeOf = ({ id, kind }: Pick<ListedScenario, 'id' | 'kind'>): string =>
  kind === 'chain' ? `/messages/${id}/chain` : `/messages/${id}`;

const SHOWN = 3;

/** Columns of the list; figures come a moment later than the names. */
export function useColumns(hasFigures: boolean): Column<Row>[] {
  const { t } = useTranslation();
  const format = useFormat();
  // Of what was sent, as in the figures of the message and the steps of its report.
  const read = (figures: Figures | undefined) => {
    const [sent, count] = [Number(figures?.numbers.sent ?? 0), Number(figures?.numbers.read ?? 0)];
    return percent(format.locale, sent > 0 ? count / sent : null);
  };
  const count = (figures: Figures | undefined, name: string) => {
    const value = Number(figures?.numbers[name] ?? 0);
    return hasFigures && value > 0 ? format.number(value) : <Dash />;
  };
  return [
    { key: 'name', title: t('messages.name'), width: 280, isSortable: true, render: (row) => <Name row={row} /> },
    { key: 'status', title: t('messages.statusOf'), width: 112, render: (row) => <StatusBadge status={row.status} /> },
    { key: 'when', title: t('messages.step.trigger'), width: 260, render: (row) => <When row={row} /> },
    {
      key: 'sent',
      title: t('messages.figure.sent'),
      width: 104,
      align: 'right',
      isSortable: true,
      render: (row) => count(row.figures, 'sent'),
    },
    {
      key: 'read',
      title: t('messages.figure.read'),
      width: 100,
      align: 'right',
      isSortable: true,
      render: (row) => read(row.figures),
    },
    {
      key: 'conversion',
      title: t('messages.figure.conversion'),
      width: 124,
      align: 'right',
      isSortable: true,
      render: (row) => <Conversion row={row} />,
    },
    {
      key: 'money',
      title: t('messages.figure.money'),
      width: 112,
      align: 'right',
      isSortable: true,
      render: (row) => (Number(row.figures?.numbers.net ?? 0) ? format.money(row.figures?.numbers.net) : <Dash />),
    },
    { key: 'segment', title: t('messages.segment'), width: 150, render: (row) => <Segments ids={row.segments} /> },
    { key: 'folder', title: t('messages.about.folder'), width: 120, render: (row) => row.folder || <Dash /> },
    { key: 'stage', title: t('messages.stage'), width: 120, render: (row) => row.stage || <Dash /> },
    {
      key: 'hypothesis',
      title: t('messages.about.hypothesis'),
      width: 200,
      render: (row) => (row.hypothesis ? <span title={row.hypothesis}>{row.hypothesis}</span> : <Dash />),
    },
    {
      key: 'updated',
      title: t('messages.updated'),
      width: 120,
      isSortable: true,
      render: (row) => <Moment at={row.updated_at} />,
    },
    { key: 'actions', title: '', width: 56, isPinned: true, render: (row) => <Actions row={row} /> },
  ];
}

function percent(locale: string, value: number | null | undefined) {
  if (value === null || value === undefined) return <Dash />;
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(value);
}

function Name({ row }: { row: Row }) {
  const { t } = useTranslation();
  const more = row.channels.length - SHOWN;
  return (
    <Group gap={8} wrap="nowrap" miw={0}>
      <Group gap={2} wrap="nowrap" style={{ flex: 'none' }}>
        {row.channels.slice(0, SHOWN).map((channel) => (
          <ChannelIcon key={channel} channel={channel} size={22} />
        ))}
        {more > 0 && (
          <Text span size="xs" c="dimmed">
            +{more}
          </Text>
        )}
      </Group>
      <Text component={Link} to={placeOf(row)} inherit fw={500} truncate title={row.name}>
        {row.name}
      </Text>
      {row.kind !== 'message' && (
        <Badge size="xs" color="gray" style={{ flex: 'none' }}>
          {row.kind === 'chain' ? t('messages.chainOf', { count: row.steps }) : t(`messages.kind.${row.kind}`)}
        </Badge>
      )}
    </Group>
  );
}

function When({ row }: { row: Row }) {
  const { t } = useTranslation();
  const words = useWords();
  const text = row.triggers.map(words.trigger).join(` ${t('messages.trigger.or')} `);
  return text ? (
    <Text span inherit c="dimmed" title={text}>
      {text}
    </Text>
  ) : (
    <Dash />
  );
}

/** What it brings; where nobody has decided for what it is, that is said. */
function Conversion({ row }: { row: Row }) {
  const { t } = useTranslation();
  const { locale } = useFormat();
  const goal = row.figures?.goal;
  if (goal === 'undecided' || goal === 'without')
    return (
      <Tooltip label={t(`messages.goalIs.${goal}`)}>
        <Badge size="xs" color={goal === 'undecided' ? 'orange' : 'gray'} variant="light">
          {t('messages.noGoal')}
        </Badge>
      </Tooltip>
    );
  return percent(locale, row.figures?.rates.conversion?.value);
}

function Segments({ ids }: { ids: string[] }) {
  const names = useQuery(segmentNamesQuery).data ?? [];
  const shown = ids.map((id) => names.find((each) => each.id === id)?.name ?? `#${id}`);
  return shown.length > 0 ? <span title={shown.join(', ')}>{shown.join(', ')}</span> : <Dash />;
}

function Actions({ row }: { row: Row }) {
  const { t } = useTranslation();
  const canWrite = useCan('messages_write');
  const actions = useStatusActions(row);
  const [isRehearsing, rehearsing] = useDisclosure();
  if (!canWrite) return null;
  return (
    // The row under it opens the message.
    <span onClick={(event) => event.stopPropagation()}>
      <Menu position="bottom-end" width={210}>
        <Menu.Target>
          <ActionIcon size={28} loading={actions.isBusy} aria-label={t('messages.actionsOf', { name: row.name })}>
            <IconDotsVertical size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {row.version_id !== null && row.status !== 'archived' && (
            <Menu.Item leftSection={<IconHourglass size={15} />} onClick={rehearsing.open}>
              {t('messages.rehearsal.action')}
            </Menu.Item>
          )}
          <StatusItems status={row.status} actions={actions} />
        </Menu.Dropdown>
      </Menu>
      <RehearsalDrawer scenario={row} isOpen={isRehearsing} onClose={rehearsing.close} />
    </span>
  );
}

/** A row on a narrow screen. */
export function CompactRow({ row }: { row: Row }) {
  const format = useFormat();
  const { t } = useTranslation();
  const sent = Number(row.figures?.numbers.sent ?? 0);
  const net = Number(row.figures?.numbers.net ?? 0);
  return (
    <>
      <Group gap={8} wrap="nowrap" justify="space-between">
        <Name row={row} />
        <Box flex="none">
          <StatusBadge status={row.status} />
        </Box>
      </Group>
      <Text size="xs" c="dimmed" truncate mt={2}>
        {sent > 0
          ? `${t('messages.figure.sent')}: ${format.number(sent)}${net ? ` · ${format.money(net)}` : ''}`
          : row.folder || t(`messages.kind.${row.kind}`)}
      </Text>
    </>
  );
}

import { Button, Group, Menu, SegmentedControl, Select } from '@mantine/core';
import {
  IconActivityHeartbeat,
  IconAdjustments,
  IconBookmark,
  IconCalendarEvent,
  IconMailCheck,
  IconMailOff,
  IconMap2,
  IconPlus,
  IconScale,
  IconSearchOff,
  IconSend,
  IconSparkles,
  IconTicket,
} from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { DataTable } from '@/components/ui/DataTable';
import { MoreMenu } from '@/components/ui/MoreMenu';
import { Page } from '@/components/ui/Page';
import { SearchField } from '@/components/ui/SearchField';
import { Empty } from '@/components/ui/states';
import { useCan } from '@/lib/session';
import { useUrlState } from '@/lib/urlState';
import { CHANNELS } from '../../api/graph';
import type { ListedScenario } from '../../api/listed';
import { CompactRow, placeOf, useColumns } from '../columns';
import { type Asked, type Row, useListed } from '../useListed';

const KEYS = ['q', 'status', 'kind', 'channel', 'folder', 'sort'] as const;
const STATUSES = ['active', 'paused', 'draft', 'archived'] as const;

/** All messages and scenarios, with what each brings. */
export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const canWrite = useCan('messages_write');
  const [values, change] = useUrlState(KEYS);
  const { q = '', status = '', kind = '', channel = '', folder = '', sort = '-updated' } = values;
  const asked = useMemo<Asked>(
    () => ({ search: q, status, kind, channel, folder, sort: sort.replace(/^-/, ''), desc: sort.startsWith('-') }),
    [q, status, kind, channel, folder, sort],
  );
  const { list, all, rows, hasFigures } = useListed(asked);
  const columns = useColumns(hasFigures);
  const isFiltered = Boolean(q || status || kind || channel || folder);
  const isNew = all?.length === 0 && !isFiltered;
  const create = canWrite && (
    <Button component={Link} to="/messages/new" leftSection={<IconPlus size={16} />}>
      {t('messages.new')}
    </Button>
  );
  return (
    <Page
      title={t('shell.nav.messages')}
      width="full"
      actions={
        <>
          <Button
            component={Link}
            to="/messages/map"
            variant="default"
            visibleFrom="sm"
            leftSection={<IconMap2 size={16} />}
          >
            {t('messages.map')}
          </Button>
          <Button
            component={Link}
            to="/messages/calendar"
            variant="default"
            visibleFrom="sm"
            leftSection={<IconCalendarEvent size={16} />}
          >
            {t('messages.calendar')}
          </Button>
          <More />
          {!isNew && create}
        </>
      }
    >
      {!isNew && (
        <Group gap="xs" mb="xs">
          <SearchField value={q} onChange={(next) => change({ q: next || null })} placeholder={t('messages.search')} />
          <SegmentedControl
            size="xs"
            aria-label={t('messages.statusOf')}
            value={status}
            onChange={(next) => change({ status: next || null })}
            data={[
              { value: '', label: t('common.all') },
              ...STATUSES.map((value) => ({ value, label: t(`messages.status.${value}`) })),
            ]}
            style={{ maxWidth: '100%', overflowX: 'auto' }}
          />
          <Choices all={all} asked={asked} change={change} />
        </Group>
      )}
      <DataTable<Row>
        fill
        label={t('shell.nav.messages')}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.id}
        onOpen={(row) => void navigate(placeOf(row))}
        sort={{ by: asked.sort, desc: asked.desc }}
        onSort={({ by, desc }) => change({ sort: `${desc ? '-' : ''}${by}` })}
        error={list.error}
        onRetry={() => void list.refetch()}
        compact={(row) => <CompactRow row={row} />}
        empty={
          isFiltered ? (
            <Empty
              icon={IconSearchOff}
              title={t('messages.noneFits')}
              action={
                <Button
                  variant="default"
                  onClick={() => change({ q: null, status: null, kind: null, channel: null, folder: null })}
                >
                  {t('people.clearFilters')}
                </Button>
              }
            />
          ) : (
            <Empty
              icon={IconSend}
              title={t('messages.empty')}
              text={t('messages.emptyText')}
              action={
                <>
                  <Button
                    component={Link}
                    to="/messages/ready"
                    variant="default"
                    leftSection={<IconSparkles size={16} />}
                  >
                    {t('messages.ready')}
                  </Button>
                  {create}
                </>
              }
            />
          )
        }
      />
    </Page>
  );
}

/** Pages beside the list; on a phone those whose buttons have no room there, too. */
function More() {
  const { t } = useTranslation();
  const items = [
    { to: '/messages/map', label: t('messages.map'), icon: IconMap2, isButton: true },
    { to: '/messages/calendar', label: t('messages.calendar'), icon: IconCalendarEvent, isButton: true },
    { to: '/messages/ready', label: t('messages.ready'), icon: IconSparkles },
    { to: '/messages/results', label: t('messages.results'), icon: IconScale },
    { to: '/messages/watch', label: t('shell.nav.watch'), icon: IconActivityHeartbeat },
    { to: '/messages/triggers', label: t('messages.triggers'), icon: IconBookmark },
    { to: '/messages/promo-codes', label: t('messages.promo'), icon: IconTicket },
    { to: '/messages/delivery', label: t('shell.nav.delivery'), icon: IconMailCheck },
    { to: '/messages/suppressed', label: t('shell.nav.suppressed'), icon: IconMailOff },
    { to: '/settings/messages', label: t('messages.rules'), icon: IconAdjustments },
  ];
  return (
    <MoreMenu>
      {items.map(({ to, label, icon: Icon, isButton }) => (
        <Menu.Item
          key={to}
          component={Link}
          to={to}
          leftSection={<Icon size={15} />}
          {...(isButton && { hiddenFrom: 'sm' })}
        >
          {label}
        </Menu.Item>
      ))}
    </MoreMenu>
  );
}

interface ChoicesProps {
  all: ListedScenario[] | undefined;
  asked: Asked;
  change: (patch: Partial<Record<(typeof KEYS)[number], string | null>>) => void;
}

/** Kind, channel and folder: only what there is. */
function Choices({ all = [], asked, change }: ChoicesProps) {
  const { t } = useTranslation();
  const channels = CHANNELS.filter((channel) => all.some((row) => row.channels.includes(channel)));
  const folders = [...new Set(all.map(({ folder }) => folder).filter(Boolean))].sort();
  const common = { size: 'xs', clearable: true, w: 150 } as const;
  return (
    <>
      <Select
        {...common}
        aria-label={t('messages.kindOf')}
        placeholder={t('messages.kindOf')}
        value={asked.kind || null}
        data={(['message', 'chain', 'mailing'] as const).map((value) => ({
          value,
          label: t(`messages.kind.${value}`),
        }))}
        onChange={(kind) => change({ kind })}
      />
      <Select
        {...common}
        aria-label={t('messages.channelOf')}
        placeholder={t('messages.channelOf')}
        value={asked.channel || null}
        data={channels.map((value) => ({ value, label: t(`messages.channel.${value}`) }))}
        onChange={(channel) => change({ channel })}
      />
      {folders.length > 0 && (
        <Select
          {...common}
          aria-label={t('messages.about.folder')}
          placeholder={t('messages.about.folder')}
          value={asked.folder || null}
          data={[...folders.map((value) => ({ value, label: value })), { value: '0', label: t('messages.noFolder') }]}
          onChange={(folder) => change({ folder })}
        />
      )}
    </>
  );
}

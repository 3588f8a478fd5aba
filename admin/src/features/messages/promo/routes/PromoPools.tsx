import { Badge, Button, Group, Text } from '@mantine/core';
import { IconPlus, IconTicket } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Dash } from '@/components/ui/Dash';
import { type Column, DataTable } from '@/components/ui/DataTable';
import { Page } from '@/components/ui/Page';
import { Empty } from '@/components/ui/states';
import { type Format, useFormat } from '@/lib/format';
import { useCan } from '@/lib/session';
import { useUrlState } from '@/lib/urlState';
import { type Pool, poolsQuery } from '../api';
import { NEW, PoolDrawer } from '../PoolDrawer';
import { discountWords, termWords } from '../words';

/** Pools of promo codes: what each takes off, how many are left, what they brought. */
export function Component() {
  const { t } = useTranslation();
  const format = useFormat();
  const canWrite = useCan('messages_write');
  const [{ pool }, change] = useUrlState(['pool'] as const);
  const query = useQuery(poolsQuery);
  const open = (id: string): void => change({ pool: id });
  const isEmpty = query.data?.length === 0;
  const create = canWrite && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => open(NEW)}>
      {t('promo.new')}
    </Button>
  );
  return (
    <Page title={t('promo.title')} width="full" actions={!isEmpty && create}>
      <DataTable<Pool>
        fill
        label={t('promo.title')}
        columns={columnsOf(t, format)}
        rows={query.data}
        rowKey={({ id }) => id}
        onOpen={({ id }) => open(id)}
        error={query.error}
        onRetry={() => void query.refetch()}
        compact={(row) => <Compact pool={row} format={format} />}
        empty={<Empty icon={IconTicket} title={t('promo.empty')} text={t('promo.emptyText')} action={create} />}
      />
      {pool !== undefined && (
        <PoolDrawer
          key={pool}
          id={pool}
          pool={query.data?.find(({ id }) => id === pool)}
          onMade={open}
          onClose={() => change({ pool: null })}
        />
      )}
    </Page>
  );
}

function columnsOf(t: TFunction, format: Format): Column<Pool>[] {
  const count = (value: number) => (value > 0 ? format.number(value) : <Dash />);
  return [
    { key: 'title', title: t('promo.pool'), width: 260, render: (pool) => <Name pool={pool} /> },
    { key: 'discount', title: t('promo.discount.label'), width: 180, render: (pool) => discountWords(t, format, pool) },
    { key: 'term', title: t('promo.term.label'), width: 200, render: (pool) => termWords(t, format.locale, pool) },
    { key: 'free', title: t('promo.free'), width: 130, align: 'right', render: (pool) => <Left pool={pool} /> },
    { key: 'given', title: t('promo.given'), width: 100, align: 'right', render: ({ given }) => count(given) },
    { key: 'used', title: t('promo.used'), width: 130, align: 'right', render: (pool) => <Used pool={pool} /> },
    {
      key: 'net',
      title: t('promo.net'),
      width: 130,
      align: 'right',
      render: ({ net }) => (Number(net) ? format.money(net) : <Dash />),
    },
  ];
}

function Name({ pool }: { pool: Pool }) {
  const { t } = useTranslation();
  return (
    <Group gap={8} wrap="nowrap">
      <Text span inherit fw={500} truncate title={pool.title}>
        {pool.title}
      </Text>
      <Text span size="xs" c="dimmed" ff="monospace">
        {pool.name}
      </Text>
      {pool.is_default && (
        <Badge size="xs" color="gray" variant="light" style={{ flex: 'none' }}>
          {t('promo.default')}
        </Badge>
      )}
    </Group>
  );
}

/** How many can still be given; when it will soon be over, that is said. */
function Left({ pool }: { pool: Pool }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  if (pool.making > 0) return <>{t('promo.makingMore', { formatted: number(pool.making) })}</>;
  if (pool.free === 0)
    return (
      <Badge size="sm" color="red" variant="light">
        {t('promo.none')}
      </Badge>
    );
  return pool.is_low ? (
    <Badge size="sm" color="orange" variant="light">
      {t('promo.low', { formatted: number(pool.free) })}
    </Badge>
  ) : (
    <>{number(pool.free)}</>
  );
}

function Used({ pool: { used, given } }: { pool: Pool }) {
  const { locale, number } = useFormat();
  if (used === 0) return <Dash />;
  const share = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  return <>{given > 0 ? `${number(used)} · ${share.format(used / given)}` : number(used)}</>;
}

function Compact({ pool, format }: { pool: Pool; format: Format }) {
  const { t } = useTranslation();
  return (
    <>
      <Group gap={8} wrap="nowrap" justify="space-between">
        <Name pool={pool} />
        <span style={{ flex: 'none' }}>
          <Left pool={pool} />
        </span>
      </Group>
      <Text size="xs" c="dimmed" truncate mt={2}>
        {discountWords(t, format, pool)} · {t('promo.given')}: {format.number(pool.given)}
      </Text>
    </>
  );
}

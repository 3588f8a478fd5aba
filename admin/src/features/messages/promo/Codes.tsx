import { Button, Group, SegmentedControl, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconDownload, IconSearch, IconTicketOff } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Moment } from '@/components/ui/Moment';
import { Empty, Failure, Lines } from '@/components/ui/states';
import { useFormat } from '@/lib/format';
import { useCan } from '@/lib/session';
import { codesQuery, type Pool, type PromoCode, promoApi } from './api';
import classes from './promo.module.css';

const STATES = ['', 'free', 'given', 'used'] as const;
const SETTLE_MS = 250;

/** Its codes: who has which, and which order used it. */
export function Codes({ pool }: { pool: Pool }) {
  const { t } = useTranslation();
  const mayExport = useCan('people_export');
  const [state, setState] = useState<string>('');
  const [search, setSearch] = useState('');
  const [asked] = useDebouncedValue(search.trim(), SETTLE_MS);
  const query = useInfiniteQuery(codesQuery(pool.id, state, asked));
  const codes = query.data?.pages.flatMap((page) => page.items);
  if (pool.total === 0 && pool.making === 0)
    return <Empty icon={IconTicketOff} title={t('promo.noCodes')} text={t('promo.noCodesText')} />;
  return (
    <>
      <Group gap="xs" mb="xs">
        <TextInput
          size="xs"
          w={160}
          aria-label={t('promo.find')}
          placeholder={t('promo.find')}
          leftSection={<IconSearch size={14} />}
          value={search}
          maxLength={64}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <SegmentedControl
          size="xs"
          aria-label={t('promo.state.label')}
          value={state}
          onChange={setState}
          data={STATES.map((value) => ({
            value,
            label: value === '' ? t('common.all') : t(`promo.state.${value}`),
          }))}
        />
        {mayExport && (
          <Button
            size="compact-sm"
            variant="default"
            component="a"
            href={promoApi.csvUrl(pool.id)}
            leftSection={<IconDownload size={14} />}
          >
            CSV
          </Button>
        )}
      </Group>
      {query.error && !codes ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : !codes ? (
        <Lines count={8} />
      ) : (
        <ul className={classes.lines}>
          {codes.map((code) => (
            <CodeLine key={code.id} code={code} />
          ))}
        </ul>
      )}
      {codes?.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('promo.noneFits')}
        </Text>
      )}
      {query.hasNextPage && (
        <Button
          fullWidth
          mt="sm"
          variant="default"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t('common.more')}
        </Button>
      )}
    </>
  );
}

function CodeLine({ code }: { code: PromoCode }) {
  const { t } = useTranslation();
  const { money } = useFormat();
  return (
    <li>
      <Text size="sm" ff="monospace">
        {code.code}
      </Text>
      <Text size="xs" c="dimmed">
        {code.used_at ? (
          <>
            {t('promo.usedIn', { order: code.order_id ?? '' })}
            {code.amount !== null && ` · ${money(code.amount)}`} · <Moment at={code.used_at} />
          </>
        ) : (
          code.given_at && (
            <>
              {code.profile_id ? (
                <Text component={Link} to={`/people/${code.profile_id}`} inherit td="underline">
                  {t('promo.givenTo')}
                </Text>
              ) : (
                t('promo.state.given')
              )}{' '}
              <Moment at={code.given_at} />
            </>
          )
        )}
      </Text>
    </li>
  );
}

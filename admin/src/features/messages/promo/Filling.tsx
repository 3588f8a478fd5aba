import { Alert, Button, FileButton, Group, NumberInput, Progress, Text } from '@mantine/core';
import { IconFileUpload, IconPlus } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import i18next from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useToasts } from '@/components/ui/toast';
import type en from '@/i18n/en/promo.json';
import { useFormat } from '@/lib/format';
import { useCan } from '@/lib/session';
import { type Added, type Pool, PROMO, promoApi } from './api';
import classes from './promo.module.css';

const MOST = 1_000_000;
const USUAL = 1_000;

/** More codes: made here, or brought in a file. */
export function Filling({ pool }: { pool: Pool }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const client = useQueryClient();
  const toasts = useToasts();
  const canWrite = useCan('messages_write');
  const [count, setCount] = useState(USUAL);
  const refresh = (): void => void client.invalidateQueries({ queryKey: PROMO });
  const make = useMutation({
    mutationFn: () => promoApi.make(pool.id, count),
    onSuccess: refresh,
    onError: toasts.failed,
  });
  const bring = useMutation({
    mutationFn: (file: File) => promoApi.bring(pool.id, file),
    onSuccess: refresh,
    onError: toasts.failed,
  });
  if (!canWrite) return null;
  return (
    <div className={classes.filling}>
      <Group gap="xs" align="flex-end">
        <NumberInput
          w={150}
          label={t('promo.makeCount')}
          min={1}
          max={MOST}
          allowDecimal={false}
          thousandSeparator=" "
          value={count}
          onChange={(next) => setCount(Number(next) || 1)}
        />
        <Button
          variant="default"
          leftSection={<IconPlus size={15} />}
          loading={make.isPending}
          onClick={() => make.mutate()}
        >
          {t('promo.make')}
        </Button>
        <FileButton accept=".csv,text/csv,text/plain" onChange={(file) => file && bring.mutate(file)}>
          {(props) => (
            <Button {...props} variant="default" leftSection={<IconFileUpload size={15} />} loading={bring.isPending}>
              {t('promo.bring')}
            </Button>
          )}
        </FileButton>
      </Group>
      <Text size="xs" c="dimmed" mt={6}>
        {t('promo.makeText', { sample: pool.sample })}
      </Text>
      {pool.making > 0 && (
        <div role="status">
          <Text size="sm" mt="sm" mb={4}>
            {t('promo.making', { formatted: number(pool.making) })}
          </Text>
          <Progress
            animated
            aria-label={t('promo.making', { formatted: number(pool.making) })}
            value={Math.max(4, (100 * pool.total) / (pool.total + pool.making))}
          />
        </div>
      )}
      {bring.data && <Brought added={bring.data} />}
    </div>
  );
}

const SHOWN = 5;

/** What a file brought, and which of its lines it did not. */
function Brought({ added }: { added: Added }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const wordsOf = (reason: string): string =>
    i18next.exists(`promo.refused.${reason}`) ? t(`promo.refused.${reason as keyof typeof en.refused}`) : reason;
  return (
    <Alert mt="sm" color={added.refused_total > 0 ? 'orange' : 'teal'} role="status">
      <Text size="sm">
        {t('promo.added', { count: added.added, formatted: number(added.added) })}
        {added.repeated > 0 && ` ${t('promo.repeated', { formatted: number(added.repeated) })}`}
        {added.refused_total > 0 && ` ${t('promo.refusedCount', { formatted: number(added.refused_total) })}`}
      </Text>
      {added.refused.slice(0, SHOWN).map(({ line, code, reason }) => (
        <Text key={line} size="xs">
          {t('promo.line', { line })}: {code} · {wordsOf(reason)}
        </Text>
      ))}
    </Alert>
  );
}

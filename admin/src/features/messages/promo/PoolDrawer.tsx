import { Button, Code, CopyButton, Drawer, Group, Stack, Tabs, Text } from '@mantine/core';
import { IconCheck, IconCopy, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Listed } from '@/components/ui/Listed';
import { Lines } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import { useFormat } from '@/lib/format';
import { useCan } from '@/lib/session';
import { givenByQuery, type Pool, PROMO, promoApi } from './api';
import { Codes } from './Codes';
import { Filling } from './Filling';
import { PoolForm } from './PoolForm';
import classes from './promo.module.css';

/** In the place of an id: one that is being made. */
export const NEW = 'new';

interface DrawerProps {
  id: string;
  pool: Pool | undefined;
  onMade: (id: string) => void;
  onClose: () => void;
}

/** One pool: how it is called in messages, its codes, its rules, what came of it. */
export function PoolDrawer({ id, pool, onMade, onClose }: DrawerProps) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={pool?.title ?? t('promo.new')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {id === NEW ? (
        <PoolForm onSaved={(made) => onMade(made.id)} />
      ) : pool ? (
        <Known pool={pool} onClose={onClose} />
      ) : (
        <Lines count={6} />
      )}
    </Drawer>
  );
}

function Known({ pool, onClose }: { pool: Pool; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Stack gap="md">
      <Variable pool={pool} />
      <Tabs defaultValue="codes" keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="codes">{t('promo.tab.codes')}</Tabs.Tab>
          <Tabs.Tab value="rules">{t('promo.tab.rules')}</Tabs.Tab>
          <Tabs.Tab value="messages">{t('promo.tab.messages')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="codes">
          <Filling pool={pool} />
          <Codes pool={pool} />
        </Tabs.Panel>
        <Tabs.Panel value="rules">
          <PoolForm pool={pool} />
          <Remove pool={pool} onClose={onClose} />
        </Tabs.Panel>
        <Tabs.Panel value="messages">
          <Givers pool={pool} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}

/** What to write in a message to give a code. */
function Variable({ pool }: { pool: Pool }) {
  const { t } = useTranslation();
  const text = pool.is_default ? '{{ promo_code }}' : `{{ promo.${pool.name}.code }}`;
  return (
    <Group gap="xs">
      <Text size="sm" c="dimmed">
        {t('promo.variable')}
      </Text>
      <Code>{text}</Code>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Button
            size="compact-xs"
            variant="default"
            leftSection={copied ? <IconCheck size={13} /> : <IconCopy size={13} />}
            onClick={copy}
          >
            {t(copied ? 'common.copied' : 'common.copy')}
          </Button>
        )}
      </CopyButton>
    </Group>
  );
}

/** Which messages gave its codes, and what they brought. */
function Givers({ pool }: { pool: Pool }) {
  const { t } = useTranslation();
  const { number, money } = useFormat();
  const query = useQuery(givenByQuery(pool.id));
  return (
    <Listed query={query}>
      {query.data?.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('promo.givenByNone')}
        </Text>
      )}
      <ul className={classes.lines}>
        {query.data?.map((each) => (
          <li key={each.scenario_id ?? ''}>
            {each.scenario_id === null ? (
              <Text size="sm">{t('promo.byNobody')}</Text>
            ) : (
              <Text size="sm" fw={500} component={Link} to={`/messages/${each.scenario_id}`} truncate>
                {each.name}
              </Text>
            )}
            <Text size="sm" c="dimmed" className="tnum" style={{ whiteSpace: 'nowrap' }}>
              {t('promo.given')}: {number(each.given)} · {t('promo.used')}: {number(each.used)}
              {Number(each.net) ? ` · ${money(each.net)}` : ''}
            </Text>
          </li>
        ))}
      </ul>
    </Listed>
  );
}

/** Only while nobody has a code of it. */
function Remove({ pool, onClose }: { pool: Pool; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const canWrite = useCan('messages_write');
  const remove = useMutation({
    mutationFn: () => promoApi.remove(pool.id),
    onSuccess: () => {
      onClose();
      void client.invalidateQueries({ queryKey: PROMO });
      toasts.done(t('promo.removed', { title: pool.title }));
    },
    onError: toasts.failed,
  });
  if (!canWrite || pool.given > 0) return null;
  return (
    <Button
      mt="md"
      variant="subtle"
      color="red"
      leftSection={<IconTrash size={15} />}
      loading={remove.isPending}
      onClick={() => remove.mutate()}
    >
      {t('promo.remove')}
    </Button>
  );
}

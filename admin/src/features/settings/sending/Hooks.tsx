import { ActionIcon, Badge, Button, Code, Group, Menu, Text } from '@mantine/core';
import {
  IconDotsVertical,
  IconListCheck,
  IconPlugConnected,
  IconPlus,
  IconTrash,
  IconWebhook,
} from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Copy } from '@/components/ui/Code';
import { Listed } from '@/components/ui/Listed';
import { Moment } from '@/components/ui/Moment';
import { Section } from '@/components/ui/Section';
import { Empty } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import { type Hook, type HookTry, hooksQuery, refreshHooks, sendingApi } from '../api/sending';
import settings from '../settings.module.css';
import { HookDialog } from './HookDialog';
import { HookSteps } from './HookSteps';
import { RemoveHook } from './RemoveHook';
import classes from './sending.module.css';

type Doing = { kind: 'new' } | { kind: 'steps' | 'remove'; hook: Hook };

/** Providers that tell what became of letters: their addresses, what they told, whether they can reach us. */
export function Hooks() {
  const { t } = useTranslation();
  const query = useQuery(hooksQuery);
  const [doing, begin] = useState<Doing | null>(null);
  const hooks = query.data?.items ?? [];
  const close = () => begin(null);
  const create = (
    <Button variant="default" leftSection={<IconPlus size={16} />} onClick={() => begin({ kind: 'new' })}>
      {t('sending.hooks.add')}
    </Button>
  );
  return (
    <>
      <Section
        title={t('sending.hooks.title')}
        text={t('sending.hooks.text')}
        actions={hooks.length > 0 && create}
        flush
      >
        <Listed query={query} count={2}>
          {hooks.length === 0 ? (
            <Empty
              icon={IconWebhook}
              title={t('sending.hooks.none')}
              text={t('sending.hooks.noneText')}
              action={create}
            />
          ) : (
            hooks.map((hook) => <Row key={hook.id} hook={hook} onBegin={begin} />)
          )}
        </Listed>
      </Section>
      {doing?.kind === 'new' && <HookDialog providers={query.data?.providers ?? []} onClose={close} />}
      {doing?.kind === 'steps' && <HookSteps hook={doing.hook} onClose={close} />}
      {doing?.kind === 'remove' && <RemoveHook hook={doing.hook} onClose={close} />}
    </>
  );
}

function Row({ hook, onBegin }: { hook: Hook; onBegin: (doing: Doing) => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const attempt = useMutation({
    mutationFn: () => sendingApi.attempt(hook.id),
    onError: toasts.failed,
    onSettled: () => refreshHooks(client),
  });
  return (
    <div className={settings.row}>
      <div className={settings.grow}>
        <Group gap={8}>
          <Text size="sm" fw={500}>
            {hook.name}
          </Text>
          <Badge size="sm" color={hook.heard_at ? 'teal' : 'gray'}>
            {hook.heard_at ? t('sending.hooks.taken', { count: hook.taken }) : t('sending.hooks.silent')}
          </Badge>
        </Group>
        <div className={classes.address}>
          <Code>{hook.url}</Code>
          <Copy value={hook.url} />
        </div>
        {hook.heard_at && (
          <Text size="xs" c="dimmed" component="div">
            {t('sending.hooks.heard')}: <Moment at={hook.heard_at} />
            {hook.unclaimed > 0 && ` · ${t('sending.hooks.unclaimed', { count: hook.unclaimed })}`}
          </Text>
        )}
        {hook.refused && (
          <Text size="xs" c="red" component="div" role="status">
            {t('sending.hooks.refusedAt')} <Moment at={hook.refused_at} />
          </Text>
        )}
        {attempt.data && <Tried tried={attempt.data} />}
      </div>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={t('sending.list.actions', { name: hook.name })} loading={attempt.isPending}>
            <IconDotsVertical size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPlugConnected size={15} />} onClick={() => attempt.mutate()}>
            {t('sending.hooks.try')}
          </Menu.Item>
          <Menu.Item leftSection={<IconListCheck size={15} />} onClick={() => onBegin({ kind: 'steps', hook })}>
            {t('sending.hooks.steps')}
          </Menu.Item>
          <Menu.Item
            color="red"
            leftSection={<IconTrash size={15} />}
            onClick={() => onBegin({ kind: 'remove', hook })}
          >
            {t('sending.hooks.remove')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}

const CODES = ['works', 'private', 'unreachable', 'other'] as const;

function Tried({ tried: { works, code, status } }: { tried: HookTry }) {
  const { t } = useTranslation();
  const known = CODES.find((each) => each === code) ?? 'other';
  return (
    <Text size="xs" c={works ? 'teal.8' : 'red.7'} role="status">
      {t(`sending.hooks.tried.${known}`, { status: status ?? '' })}
    </Text>
  );
}

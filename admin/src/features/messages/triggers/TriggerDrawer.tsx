import { Button, Drawer, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconSend, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Failure, Lines } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import { ApiError } from '@/lib/api/errors';
import { useCan } from '@/lib/session';
import { SCENARIOS } from '../api';
import type { Trigger } from '../api/graph';
import { type SavedTriggerDetails, savedTriggerQuery, triggersApi } from '../api/triggers';
import { FaultsIn } from '../parts/faults';
import { StatusBadge } from '../parts/StatusBadge';
import { TriggerFields } from '../parts/TriggerLine';
import { AddTrigger, Presets } from '../parts/Triggers';
import { FiredDays } from './FiredDays';
import classes from './triggers.module.css';

/** In the place of an id: one that is being made. */
export const NEW = 'new';
/** A trigger of a trigger, and a time that comes for an audience, have no name of their own. */
const NOT_SAVED = ['saved', 'schedule'] as const;

interface DrawerProps {
  id: string;
  onMade: (id: string) => void;
  onClose: () => void;
}

/** One saved trigger: what it waits for, how often it fired, what begins by it. */
export function TriggerDrawer({ id, onMade, onClose }: DrawerProps) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={t(id === NEW ? 'triggers.new' : 'triggers.one')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {id === NEW ? <Editor onMade={onMade} onClose={onClose} /> : <Known id={id} onMade={onMade} onClose={onClose} />}
    </Drawer>
  );
}

function Known({ id, onMade, onClose }: DrawerProps) {
  const query = useQuery(savedTriggerQuery(id));
  if (query.error && !query.data) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Lines count={6} />;
  return (
    <Stack gap="lg">
      <FiredDays days={query.data.days} />
      <Editor key={query.data.updated_at} saved={query.data} onMade={onMade} onClose={onClose} />
      <Starts saved={query.data} onClose={onClose} />
    </Stack>
  );
}

interface EditorProps {
  saved?: SavedTriggerDetails;
  onMade: (id: string) => void;
  onClose: () => void;
}

function Editor({ saved, onMade, onClose }: EditorProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const canWrite = useCan('messages_write');
  const [name, setName] = useState(saved?.name ?? '');
  const [trigger, setTrigger] = useState<Trigger | null>(saved?.trigger ?? null);
  const save = useMutation({
    mutationFn: (wanted: Trigger) =>
      saved ? triggersApi.change(saved.id, name.trim(), wanted) : triggersApi.create(name.trim(), wanted),
    onSuccess: (kept) => {
      void client.invalidateQueries({ queryKey: SCENARIOS });
      toasts.done(t('messages.trigger.savedAs', { name: kept.name }));
      if (!saved) onMade(kept.id);
    },
    onError: (error) => {
      if (!(error instanceof ApiError && error.faults.length > 0)) toasts.failed(error);
    },
  });
  const faults = save.error instanceof ApiError ? save.error.faults : [];
  const isChanged = name.trim() !== saved?.name || trigger !== saved.trigger;
  const running = saved?.starts.filter(({ status }) => status === 'active').length ?? 0;
  if (trigger === null)
    return (
      <Stack>
        <Presets isOnSite onChoose={setTrigger} />
        <div>
          <AddTrigger without={NOT_SAVED} onAdd={setTrigger} />
        </div>
      </Stack>
    );
  return (
    <FaultsIn faults={faults}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(trigger);
        }}
      >
        <fieldset disabled={!canWrite} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
          <Stack gap="sm">
            <TextInput
              required
              label={t('messages.name')}
              placeholder={t('triggers.nameHint')}
              maxLength={100}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <div>
              <Text size="sm" fw={500} mb={4}>
                {t('triggers.what')}
              </Text>
              <div className={classes.fields}>
                <TriggerFields trigger={trigger} path="trigger" onChange={setTrigger} />
              </div>
            </div>
            {isChanged && running > 0 && (
              <Text size="xs" c="dimmed">
                {t('triggers.changesAll', { count: running })}
              </Text>
            )}
            {canWrite && (
              <Group justify="space-between">
                {saved ? <Remove saved={saved} onClose={onClose} /> : <span />}
                <Button type="submit" disabled={!isChanged || !name.trim()} loading={save.isPending}>
                  {t('common.save')}
                </Button>
              </Group>
            )}
          </Stack>
        </fieldset>
      </form>
    </FaultsIn>
  );
}

/** What nothing begins by can go; it can be brought back at once. */
function Remove({ saved, onClose }: { saved: SavedTriggerDetails; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const refresh = (): void => void client.invalidateQueries({ queryKey: SCENARIOS });
  const back = useMutation({
    mutationFn: () => triggersApi.create(saved.name, saved.trigger),
    onSuccess: refresh,
    onError: toasts.failed,
  });
  const remove = useMutation({
    mutationFn: () => triggersApi.remove(saved.id),
    onSuccess: () => {
      refresh();
      onClose();
      toasts.undoable(t('triggers.removed', { name: saved.name }), () => back.mutate());
    },
    onError: toasts.failed,
  });
  if (saved.starts.length > 0) return <span />;
  return (
    <Button
      variant="subtle"
      color="red"
      leftSection={<IconTrash size={15} />}
      loading={remove.isPending}
      onClick={() => remove.mutate()}
    >
      {t('triggers.remove')}
    </Button>
  );
}

/** What begins by it, and how one begins something more. */
function Starts({ saved, onClose }: { saved: SavedTriggerDetails; onClose: () => void }) {
  const { t } = useTranslation();
  const canWrite = useCan('messages_write');
  return (
    <div>
      <Text size="sm" fw={500} mb={4}>
        {t('triggers.starts')}
      </Text>
      {saved.starts.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('triggers.startsNothing')}
        </Text>
      )}
      <ul className={classes.starts}>
        {saved.starts.map(({ id, name, status }) => (
          <li key={id}>
            <Text component={Link} to={`/messages/${id}`} size="sm" fw={500} truncate onClick={onClose}>
              {name}
            </Text>
            <StatusBadge status={status} />
          </li>
        ))}
      </ul>
      {canWrite && (
        <Button
          mt="sm"
          variant="default"
          component={Link}
          to={`/messages/new?trigger=${saved.id}`}
          leftSection={<IconSend size={15} />}
        >
          {t('triggers.begin')}
        </Button>
      )}
    </div>
  );
}

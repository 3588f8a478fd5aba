import { ActionIcon, Button, Group, Loader, Tooltip } from '@mantine/core';
import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconArrowForwardUp,
  IconArrowLeft,
  IconCheck,
  IconPencil,
} from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useToasts } from '@/components/ui/toast';
import { useCan } from '@/lib/session';
import { SCENARIOS, scenarioQuery, scenariosApi } from '../api';
import { ChannelIcon } from '../parts/ChannelIcon';
import { StatusBadge } from '../parts/StatusBadge';
import { useMessage } from './context';
import classes from './editor.module.css';
import { HeadMenu } from './HeadMenu';
import { sendOf } from './model';
import { Publish } from './Publish';

/** What it is called, whether it is saved, what can be done with it as a whole. */
export function Head() {
  const { t } = useTranslation();
  const { scenario, editing, canWrite } = useMessage();
  // What is archived cannot be edited, but it can be taken out of there.
  const mayWrite = useCan('messages_write');
  return (
    <div className={classes.bar}>
      <ActionIcon component={Link} to="/messages" size={32} aria-label={t('messages.toList')}>
        <IconArrowLeft size={18} />
      </ActionIcon>
      <ChannelIcon channel={sendOf(editing.graph).channel} size={28} />
      <div className={classes.name}>
        <Name key={scenario.name} />
      </div>
      <StatusBadge status={scenario.status} />
      {canWrite && (
        <>
          <Saved />
          <Group gap={0} wrap="nowrap">
            <Tooltip label={`${t('conditions.undo')} · Ctrl+Z`}>
              <ActionIcon size={32} disabled={!editing.undo} onClick={editing.undo} aria-label={t('messages.undo')}>
                <IconArrowBackUp size={18} />
              </ActionIcon>
            </Tooltip>
            <Tooltip label={t('conditions.redo')}>
              <ActionIcon size={32} disabled={!editing.redo} onClick={editing.redo} aria-label={t('messages.redo')}>
                <IconArrowForwardUp size={18} />
              </ActionIcon>
            </Tooltip>
          </Group>
        </>
      )}
      {mayWrite && <HeadMenu />}
      {canWrite && <Main />}
    </div>
  );
}

function Name() {
  const { t } = useTranslation();
  const { scenario, canWrite } = useMessage();
  const client = useQueryClient();
  const toasts = useToasts();
  const [name, setName] = useState(scenario.name);
  const rename = useMutation({
    mutationFn: (next: string) => scenariosApi.change(scenario.id, { name: next }),
    onSuccess: (changed) => {
      client.setQueryData(scenarioQuery(scenario.id).queryKey, (before) =>
        before ? { ...before, name: changed.name } : before,
      );
      void client.invalidateQueries({ queryKey: [...SCENARIOS, 'list'] });
    },
    onError: (error) => {
      setName(scenario.name);
      toasts.failed(error);
    },
  });
  const finish = (): void => {
    const next = name.trim();
    if (!next) setName(scenario.name);
    else if (next !== scenario.name) rename.mutate(next);
  };
  return (
    <h1 style={{ margin: 0, font: 'inherit' }}>
      <input
        className={classes.nameInput}
        aria-label={t('messages.name')}
        value={name}
        maxLength={200}
        disabled={!canWrite}
        onChange={(event) => setName(event.currentTarget.value)}
        onBlur={finish}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur();
          if (event.key === 'Escape') setName(scenario.name);
        }}
      />
    </h1>
  );
}

/** Where the last word stands: with the server, on its way, here only. */
function Saved() {
  const { t } = useTranslation();
  const { editing } = useMessage();
  const { saving, retry } = editing;
  if (saving === 'failed')
    return (
      <Button
        variant="subtle"
        color="red"
        size="compact-sm"
        leftSection={<IconAlertTriangle size={14} />}
        onClick={retry}
      >
        {t('messages.saving.failed')}
      </Button>
    );
  return (
    <span className={classes.saving} role="status">
      {saving === 'saved' && <IconCheck size={14} />}
      {(saving === 'saving' || saving === 'waiting') && <Loader size={11} color="gray" />}
      {saving === 'held' && <IconPencil size={14} />}
      {t(`messages.saving.${saving}`)}
    </span>
  );
}

/** The one thing that is next. */
function Main() {
  const { t } = useTranslation();
  const { scenario, editing, step, go } = useMessage();
  if (scenario.status === 'draft')
    return step === 'check' ? null : <Button onClick={() => go('check')}>{t('messages.toCheck')}</Button>;
  return editing.isChanged ? <Publish /> : null;
}

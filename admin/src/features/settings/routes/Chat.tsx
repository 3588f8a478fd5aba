import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { SettingsForm, useEditedSettings } from '@/components/ui/SettingsForm';
import { Failure, Lines } from '@/components/ui/states';
import { useCan } from '@/lib/session';
import { type ChatSettings, chatApi, chatQuery } from '../api/chat';
import { Behaviour } from '../chat/Behaviour';
import classes from '../chat/chat.module.css';
import { Hours } from '../chat/Hours';
import { Look } from '../chat/Look';
import { Preview } from '../chat/Preview';
import { Proof } from '../chat/Proof';
import { Words } from '../chat/Words';

/** The chat on the site: how it looks, what it says, when the team answers; beside it the chat itself. */
export function Component() {
  const query = useQuery(chatQuery);
  if (query.error && !query.data) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Lines count={8} />;
  return <Form saved={query.data} />;
}

function Form({ saved }: { saved: ChatSettings }) {
  const canEdit = useCan('inbox_manage');
  const { settings, change, form } = useEditedSettings(saved, { query: chatQuery, save: chatApi.save });
  const part = { settings, change, isDisabled: !canEdit };
  return (
    <div className={classes.columns}>
      <div>
        <SettingsForm form={form} canSave={canEdit}>
          <Look {...part} />
          <Words {...part} />
          <Behaviour {...part} />
          <Hours hours={settings.hours} isDisabled={!canEdit} onChange={(hours) => change({ hours })} />
        </SettingsForm>
        <Proof canEdit={canEdit} />
      </div>
      <Stack className={classes.preview}>
        <Preview settings={settings} />
      </Stack>
    </div>
  );
}

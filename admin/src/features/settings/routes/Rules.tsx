import { Button, Group } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure, Lines } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import { useCan } from '@/lib/session';
import { type RoutingRules, rulesApi, rulesQuery, teamsQuery } from '../api/rules';
import { Arriving, Back, OutOfHours, Rating } from '../rules/Sections';
import { Teams } from '../rules/Teams';
import classes from '../settings.module.css';

/** Who gets a conversation, when it goes back, what visitors are told and asked. */
export function Component() {
  const query = useQuery(rulesQuery);
  const canEdit = useCan('inbox_manage');
  if (query.error && !query.data) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Lines count={8} />;
  return (
    <>
      <Teams canEdit={canEdit} first={query.data.default_team ?? null} />
      <Form saved={query.data} canEdit={canEdit} />
    </>
  );
}

function Form({ saved, canEdit }: { saved: RoutingRules; canEdit: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const teams = useQuery(teamsQuery).data?.items ?? [];
  /** What was changed and not saved; nothing: as the server has it. */
  const [edited, setEdited] = useState<Partial<RoutingRules>>();
  const save = useMutation({
    mutationFn: rulesApi.save,
    onSuccess: (rules) => {
      client.setQueryData(rulesQuery.queryKey, rules);
      setEdited(undefined);
      toasts.done(t('common.saved'));
    },
    onError: toasts.failed,
  });
  const rules = { ...saved, ...edited };
  const part = {
    rules,
    change: (patch: Partial<RoutingRules>) => setEdited((before) => ({ ...before, ...patch })),
    isDisabled: !canEdit,
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(rules);
      }}
    >
      <Arriving {...part} teams={teams} />
      <Back {...part} />
      <OutOfHours {...part} />
      <Rating {...part} />
      {canEdit && (
        <Group justify="flex-end" className={classes.actions}>
          <Button variant="default" disabled={!edited} onClick={() => setEdited(undefined)}>
            {t('rules.discard')}
          </Button>
          <Button type="submit" disabled={!edited} loading={save.isPending}>
            {t('common.save')}
          </Button>
        </Group>
      )}
    </form>
  );
}

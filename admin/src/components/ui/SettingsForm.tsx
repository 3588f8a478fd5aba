import { Button, Group } from '@mantine/core';
import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './SettingsForm.module.css';
import { useToasts } from './toast';

interface EditedSettings<S> {
  /** As the server has them, and what was changed since. */
  settings: S;
  change: (patch: Partial<S>) => void;
  /** Why the last save was refused. */
  error: Error | null;
  form: FormState;
}

interface FormState {
  isEdited: boolean;
  isSaving: boolean;
  save: () => void;
  discard: () => void;
}

/** Settings that are edited together and saved by one press; `query` is where they are read. */
export function useEditedSettings<S extends object>(
  saved: S,
  { query, save }: { query: { queryKey: QueryKey }; save: (settings: S) => Promise<S> },
): EditedSettings<S> {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const [edited, setEdited] = useState<Partial<S>>();
  const { mutate, isPending, error } = useMutation<S, Error, S>({
    mutationFn: save,
    onSuccess: (settings) => {
      client.setQueryData(query.queryKey, settings);
      setEdited(undefined);
      toasts.done(t('common.saved'));
    },
    onError: toasts.failed,
  });
  const settings = { ...saved, ...edited };
  return {
    settings,
    change: (patch) => setEdited((before) => ({ ...before, ...patch })),
    error,
    form: {
      isEdited: edited !== undefined,
      isSaving: isPending,
      save: () => mutate(settings),
      discard: () => setEdited(undefined),
    },
  };
}

interface SettingsFormProps {
  form: FormState;
  canSave?: boolean;
  children: ReactNode;
}

/** Sections of settings, and below them, always in sight, what saves or discards the edit. */
export function SettingsForm({ form, canSave = true, children }: SettingsFormProps) {
  const { t } = useTranslation();
  const { isEdited, isSaving, save, discard } = form;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <fieldset disabled={!canSave} className={classes.fields}>
        {children}
      </fieldset>
      {canSave && (
        <Group justify="flex-end" className={classes.actions}>
          <Button variant="default" disabled={!isEdited} onClick={discard}>
            {t('common.discard')}
          </Button>
          <Button type="submit" disabled={!isEdited} loading={isSaving}>
            {t('common.save')}
          </Button>
        </Group>
      )}
    </form>
  );
}

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useToasts } from '@/components/ui/toast';
import type { Workspace, WorkspacePatch } from '@/lib/api/types';
import { workspaceQuery } from '@/lib/session';
import { settingsApi } from './api';

/** Saves settings of the workspace: they show at once and go back with a word if the server refuses. */
export function useSaveWorkspace() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  return useMutation({
    mutationFn: settingsApi.changeWorkspace,
    onMutate: (patch: WorkspacePatch) => {
      const before = client.getQueryData<Workspace>(workspaceQuery.queryKey);
      if (before) {
        client.setQueryData<Workspace>(workspaceQuery.queryKey, {
          ...before,
          ...patch,
          settings: { ...before.settings, ...patch.settings },
        });
      }
      return { before };
    },
    onSuccess: async (workspace) => {
      client.setQueryData(workspaceQuery.queryKey, workspace);
      await client.invalidateQueries({ queryKey: ['me'], exact: true });
      toasts.done(t('common.saved'));
    },
    onError: (error, _patch, context) => {
      client.setQueryData(workspaceQuery.queryKey, context?.before);
      toasts.failed(error);
    },
  });
}

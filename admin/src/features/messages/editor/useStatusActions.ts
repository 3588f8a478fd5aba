import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useToasts } from '@/components/ui/toast';
import { SCENARIOS, scenariosApi } from '../api';
import type { Scenario } from '../api/types';

export interface StatusActions {
  pause: () => void;
  resume: () => void;
  archive: () => void;
  restore: () => void;
  copy: () => void;
  isBusy: boolean;
}

/** Pausing, resuming, copying and putting away; what has a way back offers it at once. */
export function useStatusActions(scenario: Pick<Scenario, 'id' | 'name' | 'status'>): StatusActions {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const navigate = useNavigate();
  const { id, name, status } = scenario;
  const wasActive = useRef(false);
  const refresh = (): Promise<void> => client.invalidateQueries({ queryKey: SCENARIOS });
  const resume = useMutation({
    mutationFn: () => scenariosApi.resume(id),
    onSuccess: () => {
      void refresh();
      toasts.done(t('messages.resumed', { name }));
    },
    onError: toasts.failed,
  });
  const pause = useMutation({
    mutationFn: () => scenariosApi.pause(id),
    onSuccess: () => {
      void refresh();
      toasts.undoable(t('messages.pausedNow', { name }), () => resume.mutate());
    },
    onError: toasts.failed,
  });
  const restore = useMutation({
    mutationFn: async () => {
      const back = await scenariosApi.restore(id);
      // Taken back at once, it runs on as before.
      return wasActive.current ? scenariosApi.resume(id) : back;
    },
    onSuccess: () => {
      void refresh();
      toasts.done(t('messages.restored', { name }));
    },
    onError: toasts.failed,
  });
  const archive = useMutation({
    mutationFn: () => {
      wasActive.current = status === 'active';
      return scenariosApi.archive(id);
    },
    onSuccess: () => {
      void refresh();
      toasts.undoable(t('messages.archived', { name }), () => restore.mutate());
    },
    onError: toasts.failed,
  });
  const copy = useMutation({
    mutationFn: () => scenariosApi.copy(id, t('messages.copyName', { name })),
    onSuccess: (made) => {
      void refresh();
      void navigate(made.kind === 'chain' ? `/messages/${made.id}/chain` : `/messages/${made.id}`);
    },
    onError: toasts.failed,
  });
  return {
    pause: pause.mutate,
    resume: resume.mutate,
    archive: archive.mutate,
    restore: restore.mutate,
    copy: copy.mutate,
    isBusy: pause.isPending || resume.isPending || archive.isPending || restore.isPending || copy.isPending,
  };
}

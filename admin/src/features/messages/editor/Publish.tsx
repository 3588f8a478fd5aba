import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useToasts } from '@/components/ui/toast';
import { ApiError } from '@/lib/api/errors';
import { SCENARIOS } from '../api';
import { useMessage } from './context';

/** What was edited while it runs: make it rule, or forget it. */
export function Publish() {
  const { t } = useTranslation();
  const { editing, checked, go } = useMessage();
  const client = useQueryClient();
  const toasts = useToasts();
  const publish = useMutation({
    mutationFn: editing.publish,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: SCENARIOS });
      toasts.done(t('messages.published'));
    },
    onError: (error) => {
      if (error instanceof ApiError && error.faults.length > 0) go('check');
      else toasts.failed(error);
    },
  });
  const discard = (): void => {
    const { graph, set } = editing;
    editing.discard();
    toasts.undoable(t('messages.discarded'), () => set(graph));
  };
  return (
    <>
      <Button variant="default" onClick={discard}>
        {t('messages.discard')}
      </Button>
      <Button loading={publish.isPending} onClick={() => (checked.faults.length > 0 ? go('check') : publish.mutate())}>
        {t('messages.publish')}
      </Button>
    </>
  );
}

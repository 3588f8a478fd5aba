import { Switch } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { useToasts } from '@/components/ui/toast';
import { api } from '@/lib/api/client';
import { goalsStateQuery } from '../../api/goals';
import { useMessage } from '../context';

/** To what end: a choice, even where it is "to none". */
export function GoalStep() {
  const { t } = useTranslation();
  const { scenario } = useMessage();
  const client = useQueryClient();
  const toasts = useToasts();
  const goals = useQuery(goalsStateQuery(scenario.id)).data;
  const save = useMutation({
    mutationFn: (without_goal: boolean) => api.put(`/scenarios/${scenario.id}/goals`, { goals: [], without_goal }),
    onSuccess: () => client.invalidateQueries({ queryKey: goalsStateQuery(scenario.id).queryKey }),
    onError: toasts.failed,
  });
  return (
    <Section title={t('messages.step.goal')}>
      <Switch
        label={t('messages.goal.without')}
        checked={goals?.without_goal ?? false}
        onChange={(event) => save.mutate(event.currentTarget.checked)}
      />
    </Section>
  );
}

import { Alert, Button, Group, Radio, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EditingContext } from '@/components/conditions/context';
import { Faults } from '@/components/conditions/Faults';
import { Failure, Lines } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import { ApiError } from '@/lib/api/errors';
import { useCan } from '@/lib/session';
import { SCENARIOS } from '../api';
import { GoalCard } from './GoalCard';
import {
  type Goals,
  type GoalsAnswer,
  goalsQuery,
  MAX_GOALS,
  readGoals,
  saveGoals,
  startGoal,
  withoutGoal,
} from './goals';

interface FormProps {
  id: string;
  channel?: string;
}

/** The goals as they are saved, to be changed. */
export default function GoalForm({ id, channel }: FormProps) {
  const query = useQuery(goalsQuery(id));
  if (query.error && !query.data) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Lines count={3} />;
  return <Loaded key={query.data.number} id={id} answer={query.data} {...(channel && { channel })} />;
}

function Loaded({ id, channel = 'email', answer }: FormProps & { answer: GoalsAnswer }) {
  const { t } = useTranslation();
  const mayWrite = useCan('messages_write');
  const [edited, setEdited] = useState<Goals | null>(null);
  const [made, setMade] = useState(0);
  const { save, faults } = useSaving(id, () => setEdited(null));
  const saved = useMemo(() => readGoals(answer), [answer]);
  const { goals, isWithout } = edited ?? saved;
  const isDecided = edited !== null || answer.number > 0;
  const set = (patch: Partial<Goals>): void => setEdited({ goals, isWithout, ...patch });
  const add = (): void => {
    setMade(made + 1);
    const window = answer.usual_windows[channel] ?? 'P1D';
    set({ isWithout: false, goals: [...goals, startGoal(window, goals.length === 0, made)] });
  };
  const choose = (choice: string): void => {
    if (choice === 'without') set({ isWithout: true });
    else if (goals.length === 0) add();
    else set({ isWithout: false });
  };
  return (
    <EditingContext value={useEditingOf(faults)}>
      <fieldset disabled={!mayWrite} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
        <Radio.Group
          value={isWithout ? 'without' : goals.length > 0 ? 'with' : ''}
          onChange={choose}
          label={t('report.goal.question')}
          description={isDecided ? undefined : t('report.goal.undecided')}
        >
          <Stack gap={8} mt="xs">
            <Radio value="with" label={t('report.goal.with')} />
            <Radio value="without" label={t('report.goal.without')} description={t('report.goal.withoutText')} />
          </Stack>
        </Radio.Group>
        {!isWithout && (
          <Stack gap="sm" mt="md">
            {goals.map((goal, index) => (
              <GoalCard
                key={goal.key}
                goal={goal}
                path={`goals[${index}]`}
                isAlone={goals.length === 1}
                onChange={(next) => set({ goals: goals.map((each, at) => (at === index ? next : each)) })}
                onMain={() => set({ goals: goals.map((each, at) => ({ ...each, isMain: at === index })) })}
                onRemove={() => set({ goals: withoutGoal(goals, index) })}
              />
            ))}
            {goals.length > 0 && goals.length < MAX_GOALS && (
              <Group>
                <Button variant="subtle" size="compact-sm" leftSection={<IconPlus size={15} />} onClick={add}>
                  {t('report.goal.add')}
                </Button>
              </Group>
            )}
          </Stack>
        )}
        <Faults faults={faults.filter(({ path }) => !path.startsWith('goals['))} />
        {edited && mayWrite && (
          <Stack gap="xs" mt="md">
            {answer.number > 0 && <Alert color="blue">{t('report.goal.recounts')}</Alert>}
            <Group gap="xs">
              <Button loading={save.isPending} onClick={() => save.mutate(edited)}>
                {t('report.goal.save')}
              </Button>
              <Button variant="default" onClick={() => setEdited(null)}>
                {t('common.cancel')}
              </Button>
            </Group>
          </Stack>
        )}
        {!edited && answer.number > 0 && (
          <Text size="xs" c="dimmed" mt="sm">
            {t('report.goal.saved')}
          </Text>
        )}
      </fieldset>
    </EditingContext>
  );
}

/** Every number of the message is told anew once its goals are others. */
function useSaving(id: string, onDone: () => void) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const save = useMutation({
    mutationFn: (goals: Goals) => saveGoals(id, goals),
    onSuccess: (answer) => {
      client.setQueryData(goalsQuery(id).queryKey, answer);
      void client.invalidateQueries({ queryKey: SCENARIOS });
      toasts.done(t('report.goal.done'));
      onDone();
    },
    onError: (error) => {
      if (!(error instanceof ApiError && error.faults.length > 0)) toasts.failed(error);
    },
  });
  return { save, faults: save.error instanceof ApiError ? save.error.faults : [] };
}

function useEditingOf(faults: ApiError['faults']) {
  return useMemo(
    () => ({
      faults,
      gaps: new Set(faults.filter(({ code }) => code === 'missing' || code === 'empty').map(({ path }) => path)),
      ownId: undefined,
      dragged: null,
      drag: () => undefined,
      move: () => undefined,
    }),
    [faults],
  );
}

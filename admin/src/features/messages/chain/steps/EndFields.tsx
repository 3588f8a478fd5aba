import { NumberInput, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { colleaguesQuery, teamsQuery } from '@/components/tasks/api';
import { FaultsAt } from '../../parts/faults';
import type { StepProps } from './StepEditor';

/** Points, given or taken; rules of scoring ask for them. */
export function ScoreFields({ step, onChange, path }: StepProps) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm">
      <NumberInput
        label={t('chain.score.points')}
        description={t('chain.score.text')}
        min={-1_000_000}
        max={1_000_000}
        allowDecimal={false}
        value={step.score?.add ?? 0}
        onChange={(add) => onChange({ ...step, score: { add: Number(add) || 0 } })}
      />
      <FaultsAt path={`${path}.score`} />
    </Stack>
  );
}

/** Gives the person to the team: a conversation in the inbox with a note of ours. */
export function HandoverFields({ step, onChange, path }: StepProps) {
  const { t } = useTranslation();
  const teams = useQuery(teamsQuery).data ?? [];
  const colleagues = useQuery(colleaguesQuery).data ?? [];
  const handover = step.handover ?? { note: '' };
  const whom = handover.assignee ? `member:${handover.assignee}` : handover.team ? `team:${handover.team}` : null;
  const choose = (value: string | null): void => {
    const [kind, id] = value?.split(':') ?? [];
    const { note } = handover;
    onChange({
      ...step,
      handover: {
        note,
        ...(kind === 'team' && { team: Number(id) }),
        ...(kind === 'member' && { assignee: Number(id) }),
      },
    });
  };
  return (
    <Stack gap="sm">
      <Textarea
        label={t('chain.handover.note')}
        description={t('chain.handover.text')}
        autosize
        minRows={3}
        maxRows={10}
        maxLength={2_000}
        value={handover.note}
        onChange={(event) => onChange({ ...step, handover: { ...handover, note: event.currentTarget.value } })}
      />
      <Select
        clearable
        searchable
        label={t('chain.handover.whom')}
        placeholder={t('chain.handover.anybody')}
        data={[
          {
            group: t('chain.handover.teams'),
            items: teams.map(({ id, name }) => ({ value: `team:${id}`, label: name })),
          },
          {
            group: t('chain.handover.members'),
            items: colleagues.map(({ id, name }) => ({ value: `member:${id}`, label: name })),
          },
        ]}
        value={whom}
        onChange={choose}
      />
      <FaultsAt path={`${path}.handover`} />
    </Stack>
  );
}

/** Why the walk ends here; told in the log and in reports. */
export function ExitFields({ step, onChange, path }: StepProps) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm">
      <TextInput
        label={t('chain.exitStep.reason')}
        placeholder={t('chain.exitStep.hint')}
        maxLength={200}
        value={step.exit ?? ''}
        onChange={(event) => onChange({ ...step, exit: event.currentTarget.value })}
      />
      <Text size="xs" c="dimmed">
        {t('chain.exitStep.text')}
      </Text>
      <FaultsAt path={`${path}.exit`} />
    </Stack>
  );
}

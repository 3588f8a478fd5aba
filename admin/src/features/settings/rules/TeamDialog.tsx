import { NumberInput, Radio, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '@/components/ui/FormDialog';
import { useSaving } from '@/components/ui/useSaving';
import { type Mode, refreshTeams, rulesApi, type Team, type TeamLooks } from '../api/rules';
import { Members } from './Members';
import { Minutes } from './Minutes';

export const MODES: Mode[] = ['take', 'round_robin', 'least_busy'];
export const BACK_AFTER = 10;
const MAX_NAME = 80;
const MAX_LIMIT = 1000;
const NEW: TeamLooks = { name: '', mode: 'take', operator_limit: null, back_after_minutes: BACK_AFTER };

interface TeamDialogProps {
  /** None: a new one. */
  team?: Team | undefined;
  onClose: () => void;
}

/** A team: its name, how it shares its conversations, who is in it. */
export function TeamDialog({ team, onClose }: TeamDialogProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [looks, setLooks] = useState<TeamLooks>(() => (team ? looksOf(team) : NEW));
  const [members, setMembers] = useState(team?.members ?? []);
  const change = (patch: Partial<TeamLooks>) => setLooks((before) => ({ ...before, ...patch }));
  const { save, isSaving, fault } = useSaving({
    write: () => rulesApi.write(team?.id, { ...looks, name: looks.name.trim() }, members),
    refresh: () => refreshTeams(client),
    onSaved: onClose,
  });
  const isGiving = looks.mode !== 'take';
  return (
    <FormDialog
      title={team ? t('rules.changeTeam') : t('rules.newTeam')}
      size="lg"
      isSaving={isSaving}
      onSave={save}
      onClose={onClose}
    >
      <TextInput
        data-autofocus
        label={t('rules.name')}
        placeholder={t('rules.nameHint')}
        value={looks.name}
        maxLength={MAX_NAME}
        required
        withAsterisk={false}
        onChange={(event) => change({ name: event.currentTarget.value })}
        error={fault}
      />
      <Radio.Group label={t('rules.mode')} value={looks.mode} onChange={(mode) => change({ mode: mode })}>
        <Stack gap={8} mt={6}>
          {MODES.map((mode) => (
            <Radio
              key={mode}
              value={mode}
              label={t(`rules.modes.${mode}.title`)}
              description={t(`rules.modes.${mode}.text`)}
            />
          ))}
        </Stack>
      </Radio.Group>
      {isGiving && (
        <NumberInput
          label={t('rules.limit')}
          description={t('rules.limitText')}
          placeholder={t('rules.noLimit')}
          value={looks.operator_limit ?? ''}
          min={1}
          max={MAX_LIMIT}
          allowDecimal={false}
          allowNegative={false}
          clampBehavior="strict"
          onChange={(next) => change({ operator_limit: Number(next) || null })}
        />
      )}
      <Members members={members} hasLimits={isGiving} usual={looks.operator_limit} onChange={setMembers} />
      <Minutes
        label={t('rules.silentBack')}
        description={t('rules.back.silentText')}
        value={looks.back_after_minutes}
        usual={BACK_AFTER}
        isDisabled={false}
        onChange={(back_after_minutes) => change({ back_after_minutes })}
      />
    </FormDialog>
  );
}

function looksOf({ name, mode, operator_limit, back_after_minutes }: Team): TeamLooks {
  return { name, mode, operator_limit, back_after_minutes };
}

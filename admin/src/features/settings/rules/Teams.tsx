import { ActionIcon, Badge, Button, Group, Menu, Text } from '@mantine/core';
import {
  IconArrowDown,
  IconArrowUp,
  IconDotsVertical,
  IconPencil,
  IconPlus,
  IconTrash,
  IconUsersGroup,
} from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '@/components/ui/FormDialog';
import { Listed } from '@/components/ui/Listed';
import { Section } from '@/components/ui/Section';
import { Empty } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import { operatorsQuery, refreshTeams, rulesApi, type Team, teamsQuery } from '../api/rules';
import classes from '../settings.module.css';
import { TeamDialog } from './TeamDialog';

type Doing = { kind: 'new' } | { kind: 'change' | 'remove'; team: Team };

interface TeamsProps {
  canEdit: boolean;
  /** Where new conversations come. */
  first: number | null;
}

/** The teams, in the order in which they stand in the inbox. */
export function Teams({ canEdit, first }: TeamsProps) {
  const { t } = useTranslation();
  const [doing, begin] = useState<Doing | null>(null);
  const query = useQuery(teamsQuery);
  const teams = query.data?.items ?? [];
  const create = canEdit && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => begin({ kind: 'new' })}>
      {t('rules.newTeam')}
    </Button>
  );
  const close = () => begin(null);
  return (
    <>
      <Section title={t('rules.teams')} text={t('rules.teamsText')} actions={teams.length > 0 && create} flush>
        <Listed query={query} count={3}>
          {teams.length === 0 ? (
            <Empty icon={IconUsersGroup} title={t('rules.noTeams')} text={t('rules.noTeamsText')} action={create} />
          ) : (
            teams.map((team, index) => (
              <TeamRow
                key={team.id}
                team={team}
                place={index}
                count={teams.length}
                isFirst={team.id === first}
                canEdit={canEdit}
                onBegin={begin}
              />
            ))
          )}
        </Listed>
      </Section>
      {doing?.kind === 'new' && <TeamDialog onClose={close} />}
      {doing?.kind === 'change' && <TeamDialog team={doing.team} onClose={close} />}
      {doing?.kind === 'remove' && <RemoveTeam team={doing.team} onClose={close} />}
    </>
  );
}

interface TeamRowProps {
  team: Team;
  place: number;
  count: number;
  isFirst: boolean;
  canEdit: boolean;
  onBegin: (doing: Doing) => void;
}

function TeamRow({ team, place, count, isFirst, canEdit, onBegin }: TeamRowProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const move = useMutation({
    mutationFn: (to: number) => rulesApi.move(team.id, to),
    onError: toasts.failed,
    onSettled: () => refreshTeams(client),
  });
  return (
    <div className={classes.row}>
      <div className={classes.grow}>
        <Group gap={8}>
          <Text size="sm" fw={500}>
            {team.name}
          </Text>
          {isFirst && (
            <Badge size="sm" color="gray">
              {t('rules.comesHere')}
            </Badge>
          )}
        </Group>
        <Text size="xs" c="dimmed">
          {useSummary(team)}
        </Text>
      </div>
      {canEdit && (
        <Menu>
          <Menu.Target>
            <ActionIcon aria-label={t('rules.actionsOf', { name: team.name })} loading={move.isPending}>
              <IconDotsVertical size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconPencil size={15} />} onClick={() => onBegin({ kind: 'change', team })}>
              {t('rules.change')}
            </Menu.Item>
            {place > 0 && (
              <Menu.Item leftSection={<IconArrowUp size={15} />} onClick={() => move.mutate(place - 1)}>
                {t('rules.up')}
              </Menu.Item>
            )}
            {place < count - 1 && (
              <Menu.Item leftSection={<IconArrowDown size={15} />} onClick={() => move.mutate(place + 1)}>
                {t('rules.down')}
              </Menu.Item>
            )}
            <Menu.Item
              color="red"
              leftSection={<IconTrash size={15} />}
              onClick={() => onBegin({ kind: 'remove', team })}
            >
              {t('rules.remove')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </div>
  );
}

/** How the team works, in a line: mode, limit, silence, members. */
function useSummary(team: Team): string {
  const { t } = useTranslation();
  const operators = useQuery(operatorsQuery);
  const names = team.members.map(
    (member) => operators.data?.items.find(({ id }) => id === member.member_id)?.name ?? '…',
  );
  return [
    t(`rules.modes.${team.mode}.title`),
    team.mode !== 'take' && team.operator_limit !== null && t('rules.upTo', { count: team.operator_limit }),
    team.back_after_minutes !== null && t('rules.backAfter', { count: team.back_after_minutes }),
    names.length > 0 ? names.join(', ') : t('rules.nobody'),
  ]
    .filter(Boolean)
    .join(' · ');
}

/** Its conversations are everybody's then: so it asks. */
function RemoveTeam({ team, onClose }: { team: Team; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const remove = useMutation({
    mutationFn: () => rulesApi.remove(team.id),
    onSuccess: onClose,
    onError: toasts.failed,
    onSettled: () => refreshTeams(client),
  });
  return (
    <FormDialog
      title={t('rules.removeTitle', { name: team.name })}
      action={t('rules.remove')}
      isGrave
      isSaving={remove.isPending}
      onSave={remove.mutate}
      onClose={onClose}
    >
      <Text size="sm">{t('rules.removeText')}</Text>
    </FormDialog>
  );
}

import { Button, Text, TextInput } from '@mantine/core';
import { IconUserOff, IconUsersGroup } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { themeColor } from '@/components/ui/TagBadge';
import { useFormat } from '@/lib/format';
import { fromField, presets } from '@/lib/presets';
import { useSession } from '@/lib/session';
import { inboxTagsQuery, operatorsQuery, teamsQuery } from '../api';
import composer from '../styles/composer.module.css';
import { stateText } from '../words';
import { OperatorFace } from './OperatorFace';
import { type Choice, Picker, Popup, type PopupProps } from './Picker';

interface AssignProps extends PopupProps {
  assignee: number | null | undefined;
  team: number | null | undefined;
  onAssign: (member: number | null) => void;
  onTeam: (team: number | null) => void;
}

/** Whose it is: mine, nobody's, a colleague's; and which team's. */
export function AssignMenu({ assignee, team, onAssign, onTeam, ...popup }: AssignProps) {
  return (
    <Popup
      {...popup}
      width={270}
      body={<Owners assignee={assignee} team={team} onAssign={onAssign} onTeam={onTeam} />}
    />
  );
}

type OwnersProps = Pick<AssignProps, 'assignee' | 'team' | 'onAssign' | 'onTeam'>;

function Owners({ assignee, team, onAssign, onTeam }: OwnersProps) {
  const { t } = useTranslation();
  const { me } = useSession();
  const mine = Number(me.member.id);
  const operators = useQuery(operatorsQuery).data ?? [];
  const teams = useQuery(teamsQuery).data ?? [];
  const sorted = [...operators].sort((one, other) => Number(other.id === mine) - Number(one.id === mine));
  const people = sorted.map<Choice>((each) => ({
    key: `member:${each.id}`,
    label: each.id === mine ? t('inbox.toMe') : each.name,
    words: each.name,
    icon: <OperatorFace {...each} />,
    note: each.id === mine ? 'M' : stateText(t, each),
    isOn: each.id === assignee,
    group: t('inbox.operator'),
  }));
  const nobody: Choice = {
    key: 'member:',
    label: t('inbox.toNobody'),
    icon: <IconUserOff size={18} stroke={1.6} />,
    isOn: assignee === null,
    group: t('inbox.operator'),
  };
  const groups = teams.map<Choice>(({ id, name }) => ({
    key: `team:${id}`,
    label: name,
    icon: <IconUsersGroup size={18} stroke={1.6} />,
    isOn: id === team,
    group: t('inbox.team'),
  }));
  const none: Choice = {
    ...nobody,
    key: 'team:',
    label: t('inbox.noTeam'),
    isOn: team === null,
    group: t('inbox.team'),
  };
  const pick = (key: string): void => {
    const [kind, number = ''] = key.split(':');
    const id = number === '' ? null : Number(number);
    if (kind === 'team') onTeam(id);
    else onAssign(id);
  };
  const choices = [...people, nobody, ...(groups.length > 0 ? [...groups, none] : [])];
  return <Picker label={t('inbox.assignTo')} choices={choices} onPick={pick} />;
}

/** Puts off: to a ready time or to any other. */
export function SnoozeMenu({ onSnooze, ...popup }: PopupProps & { onSnooze: (until: string) => void }) {
  return <Popup {...popup} width={280} body={<Times onSnooze={onSnooze} />} />;
}

function Times({ onSnooze }: { onSnooze: (until: string) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [text, setText] = useState('');
  const until = fromField(text, format.zone);
  return (
    <div style={{ padding: 6 }}>
      {presets(new Date(), format.zone).map((preset, index) => (
        <button
          key={preset.name}
          type="button"
          className={composer.option}
          data-autofocus={index === 0 || undefined}
          style={{ display: 'flex', justifyContent: 'space-between', gap: 8 }}
          onClick={() => onSnooze(preset.until.toISOString())}
        >
          {t(`inbox.preset.${preset.name}`)}
          <Text span size="xs" c="dimmed">
            {format.moment(preset.until.toISOString())}
          </Text>
        </button>
      ))}
      <form
        style={{ display: 'flex', gap: 6, alignItems: 'flex-end', padding: '6px 4px 4px' }}
        onSubmit={(event) => {
          event.preventDefault();
          if (until && until.getTime() > Date.now()) onSnooze(until.toISOString());
        }}
      >
        <TextInput
          size="xs"
          type="datetime-local"
          style={{ flex: 1 }}
          label={t('inbox.ownTime')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" size="xs" variant="default" disabled={!until}>
          {t('common.save')}
        </Button>
      </form>
    </div>
  );
}

interface TagProps extends PopupProps {
  tags: readonly string[];
  onTag: (tag: string, isOn: boolean) => void;
}

/** Tags of the conversation: known ones put on and taken off, new ones as they are typed. */
export function TagMenu({ tags, onTag, ...popup }: TagProps) {
  return <Popup {...popup} width={270} body={<Tags tags={tags} onTag={onTag} />} />;
}

function Tags({ tags, onTag }: Pick<TagProps, 'tags' | 'onTag'>) {
  const { t } = useTranslation();
  const known = useQuery(inboxTagsQuery).data ?? [];
  const choices = known.map<Choice>(({ tag, title, color }) => ({
    key: tag,
    label: title,
    words: tag,
    icon: <Spot color={color} />,
    isOn: tags.includes(tag),
  }));
  return (
    <Picker
      label={t('inbox.addTag')}
      choices={choices}
      onPick={(tag) => onTag(tag, !tags.includes(tag))}
      onCreate={(title) => onTag(title, true)}
    />
  );
}

function Spot({ color }: { color: string }) {
  const background = `var(--mantine-color-${themeColor(color)}-5)`;
  return <span aria-hidden style={{ flex: 'none', width: 9, height: 9, borderRadius: 5, background }} />;
}

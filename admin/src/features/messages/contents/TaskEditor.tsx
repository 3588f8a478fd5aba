import { Group, NumberInput, Select, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Choice } from '@/components/conditions/Choice';
import { colleaguesQuery, teamsQuery } from '@/components/tasks/api';
import { Section } from '@/components/ui/Section';
import type { Json } from '@/lib/api/types';
import { type ContentProps, faultsOf, textOf } from './ContentEditor';
import classes from './contents.module.css';
import { LiquidField } from './LiquidField';
import { PersonPreview } from './PersonPreview';

const DAY_MIN = 1_440;
const UNITS = [1, 60, DAY_MIN] as const;

/** A task for a colleague about the person. */
export function TaskEditor({ content, onChange, faults }: ContentProps) {
  const { t } = useTranslation();
  const set = (patch: ContentProps['content']): void => onChange({ ...content, ...patch });
  return (
    <div className={classes.layout}>
      <Section title={t('messages.task.title')} text={t('messages.task.text')}>
        <Stack gap="md">
          <LiquidField
            isRequired
            maxLength={200}
            label={t('messages.task.what')}
            placeholder={t('messages.task.whatHint')}
            value={textOf(content.title)}
            onChange={(title) => set({ title })}
            faults={faultsOf(faults, 'title')}
          />
          <LiquidField
            isLong
            maxLength={4_000}
            label={t('messages.task.note')}
            value={textOf(content.note)}
            onChange={(note) => set({ note })}
            faults={faultsOf(faults, 'note')}
          />
          <Whose content={content} onChange={set} />
          <Minutes
            label={t('messages.task.due')}
            value={content.due_minutes}
            onChange={(due_minutes) => set({ due_minutes })}
          />
          <Minutes
            label={t('messages.task.remind')}
            value={content.remind_minutes}
            onChange={(remind_minutes) => set({ remind_minutes })}
          />
        </Stack>
      </Section>
      <PersonPreview channel="task" content={content}>
        {(shown) => (
          <div className={classes.letter} style={{ padding: 14 }}>
            <Text size="sm" fw={600}>
              {textOf(shown.title) || t('messages.task.whatHint')}
            </Text>
            <Text size="sm" c="dimmed" style={{ whiteSpace: 'pre-wrap' }}>
              {textOf(shown.note)}
            </Text>
          </div>
        )}
      </PersonPreview>
    </div>
  );
}

interface WhoseProps {
  content: ContentProps['content'];
  onChange: (patch: ContentProps['content']) => void;
}

function Whose({ content, onChange }: WhoseProps) {
  const { t } = useTranslation();
  const colleagues = useQuery(colleaguesQuery).data ?? [];
  const teams = useQuery(teamsQuery).data ?? [];
  const idOf = (of: Json | undefined): string => (typeof of === 'number' ? String(of) : '');
  const [assignee, team] = [idOf(content.assignee), idOf(content.team)];
  const value = assignee ? `m${assignee}` : team ? `t${team}` : '';
  return (
    <Select
      label={t('messages.task.whose')}
      searchable
      allowDeselect={false}
      value={value}
      data={[
        { value: '', label: t('messages.task.nobody') },
        ...(teams.length
          ? [
              {
                group: t('messages.task.teams'),
                items: teams.map(({ id, name }) => ({ value: `t${id}`, label: name })),
              },
            ]
          : []),
        {
          group: t('messages.task.people'),
          items: colleagues.map(({ id, name }) => ({ value: `m${id}`, label: name })),
        },
      ]}
      onChange={(next) => {
        const id = Number(next?.slice(1));
        onChange({ assignee: next?.startsWith('m') ? id : null, team: next?.startsWith('t') ? id : null });
      }}
    />
  );
}

interface MinutesProps {
  label: string;
  value: Json | undefined;
  onChange: (minutes: number | null) => void;
}

/** So long after the message; none: no such time. */
function Minutes({ label, value, onChange }: MinutesProps) {
  const { t } = useTranslation();
  const minutes = typeof value === 'number' ? value : null;
  const unit = minutes ? (UNITS.findLast((each) => minutes % each === 0) ?? 1) : 60;
  return (
    <Group gap={8} align="flex-end">
      <NumberInput
        w={130}
        label={label}
        placeholder={t('messages.task.never')}
        min={0}
        max={366 * DAY_MIN}
        allowDecimal={false}
        allowNegative={false}
        value={minutes === null ? '' : minutes / unit}
        onChange={(next) => onChange(next === '' ? null : Number(next) * unit)}
      />
      {minutes !== null && (
        <div style={{ paddingBottom: 5 }}>
          <Choice
            label={t('conditions.unit')}
            value={String(unit)}
            options={UNITS.map((each) => ({
              value: String(each),
              label: t(`messages.lasting.${each === 1 ? 'minute' : each === 60 ? 'hour' : 'day'}`, {
                count: minutes / unit,
              }),
            }))}
            onChange={(next) => onChange((minutes / unit) * Number(next))}
          />
        </div>
      )}
    </Group>
  );
}

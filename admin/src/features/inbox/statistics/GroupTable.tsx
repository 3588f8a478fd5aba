import { SegmentedControl, Text, UnstyledButton } from '@mantine/core';
import { IconUsersGroup } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable } from '@/components/ui/DataTable';
import { Section } from '@/components/ui/Section';
import { Empty } from '@/components/ui/states';
import { type Format, useFormat } from '@/lib/format';
import { operatorsQuery } from '../api';
import { OperatorFace } from '../components/OperatorFace';
import { pictureOf } from '../words';
import { type Group, type GroupLine, groupsQuery } from './api';
import { durationText, percentText } from './changes';
import { lineName } from './names';
import classes from './statistics.module.css';
import { type Asked, GROUPS } from './useQuestion';

/** Numbers of a line that open what they count, in the order of the columns. */
const OPENING = ['new', 'answered', 'missed', 'replied', 'resolved', 'rated'] as const;
type Opening = (typeof OPENING)[number];
const WIDTHS: Record<Opening, number> = {
  new: 90,
  answered: 100,
  missed: 120,
  replied: 120,
  resolved: 110,
  rated: 130,
};

/** The same numbers for each operator, team, tag or channel. */
export function GroupTable({ asked }: { asked: Asked }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { by } = asked;
  const query = useQuery(groupsQuery(asked.question, by));
  const cell = (line: GroupLine, measure: Opening) => (
    <Cell
      name={`${lineName(t, by, line)}. ${t(`statistics.lists.${measure}`)}`}
      text={textOf(format, line, measure)}
      onOpen={() => asked.open(measure, by, line.key)}
    />
  );
  const titleOf = (measure: Opening): string => t(`statistics.columns.${measure}`);
  const numbers = OPENING.map(
    (measure): Column<GroupLine> => ({
      key: measure,
      title: titleOf(measure),
      width: WIDTHS[measure],
      align: 'right',
      render: (line) => cell(line, measure),
    }),
  );
  const times = (['p90_s', 'working_median_s'] as const).map(
    (name): Column<GroupLine> => ({
      key: name,
      title: t(`statistics.columns.${name}`),
      width: 130,
      align: 'right',
      render: ({ figures }) => durationText(format, figures.first_reply[name]),
    }),
  );
  const first: Column<GroupLine> = {
    key: 'name',
    title: t(`statistics.by.${by}`),
    width: 180,
    render: (line) => <Name by={by} line={line} />,
  };
  return (
    <Section
      title={t('statistics.groups')}
      text={t(`statistics.groupNote.${by}`)}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={t('statistics.groups')}
          value={by}
          onChange={(value) => asked.change({ by: value === 'operator' ? null : value })}
          data={GROUPS.map((value) => ({ value, label: t(`statistics.by.${value}`) }))}
        />
      }
      flush
    >
      <DataTable<GroupLine>
        label={t('statistics.groups')}
        columns={[first, ...numbers.slice(0, 4), ...times, ...numbers.slice(4)]}
        rows={query.data}
        rowKey={({ key }) => key}
        compact={(line) => (
          <>
            <Text size="sm" fw={500} truncate>
              {lineName(t, by, line)}
            </Text>
            <Text size="xs" c="dimmed" className={classes.compact} component="div">
              {(['new', 'missed', 'replied', 'rated'] as const).map((measure) => (
                <span key={measure}>
                  {titleOf(measure)} {cell(line, measure)}
                </span>
              ))}
            </Text>
          </>
        )}
        error={query.error}
        onRetry={() => void query.refetch()}
        empty={<Empty icon={IconUsersGroup} title={t('statistics.none')} />}
      />
    </Section>
  );
}

function textOf(format: Format, { figures }: GroupLine, measure: Opening): string {
  const { rated, satisfied } = figures;
  switch (measure) {
    case 'replied':
      return durationText(format, figures.first_reply.median_s);
    case 'resolved':
      return durationText(format, figures.resolution.median_s);
    case 'rated':
      return rated === 0 ? '—' : `${percentText(format.locale, (satisfied / rated) * 100)} · ${format.number(rated)}`;
    default:
      return format.number(figures[measure]);
  }
}

/** What a line is of; an operator with his face. */
function Name({ by, line }: { by: Group; line: GroupLine }) {
  const { t } = useTranslation();
  const operators = useQuery({ ...operatorsQuery, enabled: by === 'operator' }).data;
  const picture = by === 'operator' ? pictureOf(operators, Number(line.key)) : null;
  const name = lineName(t, by, line);
  if (by !== 'operator' || line.key === '0') return name;
  return (
    <span className={classes.named}>
      <OperatorFace name={name} picture={picture} size={20} />
      {name}
    </span>
  );
}

interface CellProps {
  name: string;
  text: string;
  onOpen: () => void;
}

function Cell({ name, text, onOpen }: CellProps) {
  if (text === '—') return <span>—</span>;
  return (
    <UnstyledButton className={classes.cell} aria-label={`${name}: ${text}`} onClick={onOpen}>
      {text}
    </UnstyledButton>
  );
}

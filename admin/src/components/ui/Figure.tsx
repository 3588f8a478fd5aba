import { Group, Paper, Skeleton, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import classes from './Figure.module.css';

interface FigureProps {
  label: string;
  /** The period the figure covers. */
  period: string;
  value: string | undefined;
  /** Where the people or events behind the figure are. */
  to?: string;
  mark?: ReactNode;
}

/** One number with its unit, its period, and the way to what is behind it. */
export function Figure({ label, period, value, to, mark }: FigureProps) {
  const body = (
    <>
      <Group gap={6} wrap="nowrap">
        {mark}
        <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {label}
        </Text>
      </Group>
      {value === undefined ? (
        <Skeleton height={28} width={72} my={5} />
      ) : (
        <Text className={classes.value}>{value}</Text>
      )}
      <Text size="xs" c="dimmed">
        {period}
      </Text>
    </>
  );
  if (to === undefined)
    return (
      <Paper p="md" className={classes.figure}>
        {body}
      </Paper>
    );
  return (
    <Paper p="md" className={classes.figure} component={Link} to={to} data-link>
      {body}
    </Paper>
  );
}

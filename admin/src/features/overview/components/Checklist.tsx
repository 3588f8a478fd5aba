import { ActionIcon, Button, Group, Paper, Progress, Text, ThemeIcon, Title, Tooltip } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '@/lib/format';
import { usePreference } from '@/lib/preferences';
import { onboardingQuery } from '../api';
import classes from './overview.module.css';

/** Steps we know words and a place for; the server says which are done. Its `ready` follows from them: no step. */
const PLACES = {
  create_workspace: '/settings/workspace',
  install_snippet: '/install',
  invite_team: '/settings/team',
} as const;
type Key = keyof typeof PLACES;

export function Checklist() {
  const { t } = useTranslation();
  const format = useFormat();
  const [isHidden, isKnown, hide] = usePreference('overview.checklist_hidden');
  const query = useQuery({ ...onboardingQuery, enabled: isHidden !== true });
  const steps = query.data?.steps.filter((step) => step.key in PLACES) ?? [];
  const done = steps.filter((step) => step.is_done).length;
  if (!isKnown || isHidden === true || steps.length === 0) return null;
  const next = steps.findIndex((step) => !step.is_done);
  return (
    <Paper p="md" mb="md" component="section" aria-label={t('overview.checklist')}>
      <Group justify="space-between" mb={4}>
        <Title order={2}>{t('overview.checklist')}</Title>
        <Tooltip label={t('overview.hide')}>
          <ActionIcon onClick={() => hide(true)} aria-label={t('overview.hide')}>
            <IconX size={16} />
          </ActionIcon>
        </Tooltip>
      </Group>
      <Group gap="sm" mb="sm">
        <Progress value={(done / steps.length) * 100} w={160} size="sm" aria-label={t('overview.checklist')} />
        <Text size="xs" c="dimmed">
          {t('overview.progress', { done: format.number(done), total: format.number(steps.length) })}
        </Text>
      </Group>
      {done === steps.length ? (
        <Text size="sm">
          <Text span inherit fw={600}>
            {t('overview.steps.ready.title')}.
          </Text>{' '}
          {t('overview.steps.ready.text')}
        </Text>
      ) : (
        <>
          <ol className={classes.steps}>
            {steps.map((step, index) => (
              <Step
                key={step.key}
                name={step.key as Key}
                isDone={step.is_done}
                isNext={index === next}
                number={index + 1}
              />
            ))}
          </ol>
          <Text size="sm" c="dimmed" mt="sm">
            {t('overview.whenReady')}
          </Text>
        </>
      )}
    </Paper>
  );
}

function Step({ name, isDone, isNext, number }: { name: Key; isDone: boolean; isNext: boolean; number: number }) {
  const { t } = useTranslation();
  return (
    <li className={classes.step} data-done={isDone || undefined}>
      <ThemeIcon size={22} radius="xl" variant={isDone ? 'filled' : 'default'} color="teal">
        {isDone ? (
          <IconCheck size={13} stroke={3} />
        ) : (
          <Text span fz={11} c="dimmed">
            {number}
          </Text>
        )}
      </ThemeIcon>
      <div style={{ flex: 1, minWidth: 0 }}>
        <Text size="sm" fw={isNext ? 600 : 400} {...(isDone && { c: 'dimmed' })}>
          {t(`overview.steps.${name}.title`)}
        </Text>
        {isNext && (
          <Text size="sm" c="dimmed">
            {t(`overview.steps.${name}.text`)}
          </Text>
        )}
      </div>
      {isNext && (
        <Button component={Link} to={PLACES[name]} size="xs">
          {t('overview.do')}
        </Button>
      )}
    </li>
  );
}

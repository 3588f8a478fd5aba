import { Drawer, Text, Timeline } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Moment } from '@/components/ui/Moment';
import { Failure, Lines } from '@/components/ui/states';
import { personRunsQuery } from '../../api';
import type { Titles } from '../useTitles';
import type { Walker } from './api';

interface LogProps {
  walker: Walker;
  name: string;
  titles: Titles;
  onClose: () => void;
}

/** What became of one person's walk, step by step. */
export function Log({ walker, name, titles, onClose }: LogProps) {
  const { t } = useTranslation();
  const query = useQuery(personRunsQuery(walker.person.id));
  const run = query.data?.find(({ id }) => id === walker.run_id);
  return (
    <Drawer opened onClose={onClose} position="right" size={420} title={t('chain.walk.log')}>
      <Text component={Link} to={`/people/${walker.person.id}`} fw={600} td="underline">
        {name}
      </Text>
      {query.error ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : !query.data ? (
        <Lines count={5} />
      ) : (run?.steps ?? []).length === 0 ? (
        <Text size="sm" c="dimmed" mt="sm">
          {t('chain.walk.logEmpty')}
        </Text>
      ) : (
        <Timeline mt="md" bulletSize={14} lineWidth={2} active={run?.steps.length ?? 0}>
          {run?.steps.map((step, index) => (
            <Timeline.Item key={index} title={<Text size="sm">{titles.of(step.node).title}</Text>}>
              <Text size="xs" c="dimmed">
                <Moment at={step.at} /> {step.what}
                {step.reason && ` · ${step.reason}`}
              </Text>
            </Timeline.Item>
          ))}
        </Timeline>
      )}
    </Drawer>
  );
}

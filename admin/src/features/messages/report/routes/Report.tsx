import { Alert, Button, Select, Skeleton } from '@mantine/core';
import { IconChartBar, IconSend } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { Page } from '@/components/ui/Page';
import { Section } from '@/components/ui/Section';
import { Empty, Failure } from '@/components/ui/states';
import { leadsNowhere } from '@/lib/api/errors';
import { useFormat } from '@/lib/format';
import { scenarioQuery } from '../../api';
import type { ScenarioDetails } from '../../api/types';
import { StatusBadge } from '../../parts/StatusBadge';
import { Notices } from '../../watch/Notices';
import { type Report, reportQuery } from '../api';
import { Days } from '../Days';
import { Experiments } from '../Experiments';
import { Funnel } from '../Funnel';
import { GoalEditor } from '../GoalEditor';
import { goalsQuery } from '../goals';
import { Money } from '../Money';
import { NumbersTable } from '../NumbersTable';
import { PeopleDrawer } from '../PeopleDrawer';
import { Reasons } from '../Reasons';
import classes from '../report.module.css';
import { hasSplit, Steps } from '../Steps';
import { type Asked, PERIODS, useAsked } from '../useAsked';

const LinkMap = lazy(() => import('../links/LinkMap'));

/** What a message did, and what it earned; each number leads to its people. */
export function Component() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const asked = useAsked();
  const scenario = useQuery(scenarioQuery(id));
  const query = useQuery(reportQuery(id, asked.question));
  if (leadsNowhere(scenario.error)) return <Empty isPage icon={IconSend} title={t('report.gone')} />;
  const name = scenario.data?.name;
  const error = scenario.error ?? query.error;
  return (
    <Page
      title={name === undefined ? t('report.title') : t('report.of', { name })}
      note={scenario.data && <StatusBadge status={scenario.data.status} />}
      actions={
        <Button variant="default" component={Link} to={`/messages/${id}`}>
          {t('report.back')}
        </Button>
      }
    >
      {error && !(scenario.data && query.data) ? (
        <Failure error={error} onRetry={() => void Promise.all([scenario.refetch(), query.refetch()])} />
      ) : (
        <Body id={id} asked={asked} data={query.data} scenario={scenario.data} />
      )}
      <PeopleDrawer id={id} asked={asked} />
    </Page>
  );
}

interface BodyProps {
  id: string;
  asked: Asked;
  data: Report | undefined;
  scenario: ScenarioDetails | undefined;
}

function Body({ id, asked, data, scenario }: BodyProps) {
  const { t } = useTranslation();
  const { moment } = useFormat();
  const numbers = data?.total.numbers;
  const isEmpty = numbers && numbers.sent + numbers.skipped + numbers.failed === 0;
  const channel = channelOf(scenario);
  return (
    <>
      <Notices id={id} isOn={data !== undefined} />
      <Filters id={id} asked={asked} />
      {data?.recounted_at && (
        <Alert mb="md" role="status">
          {t('report.recounted', { moment: moment(data.recounted_at) })}
        </Alert>
      )}
      {isEmpty ? (
        <Empty
          icon={IconChartBar}
          title={t('report.none')}
          text={t('report.noneText')}
          {...(asked.period !== 'all' && {
            action: (
              <Button variant="default" onClick={() => asked.change({ period: 'all' })}>
                {t('report.allTime')}
              </Button>
            ),
          })}
        />
      ) : (
        <>
          <Money data={data} asked={asked} />
          <Funnel row={data?.total} asked={asked} />
          <Days rows={data?.days} asked={asked} />
          {/* The store is asked the next thing once it has answered the first, and only what this message has. */}
          {data && isTested(scenario) && <Experiments id={id} scenario={scenario} />}
          {data && <Steps report={data} asked={asked} scenario={scenario} />}
          <NumbersTable row={data?.total} asked={asked} />
          {data && <Reasons reasons={data.reasons} />}
          {data && sendsLetters(scenario) && (
            <Suspense fallback={<Skeleton height={320} radius="md" mb="md" />}>
              <LinkMap scenario={id} />
            </Suspense>
          )}
        </>
      )}
      <Section title={t('report.goal.one')}>
        <GoalEditor id={id} {...(channel && { channel })} />
      </Section>
    </>
  );
}

/** Whether there is anything to compare: a control group, or arms of a split. */
const isTested = (scenario: ScenarioDetails | undefined): boolean =>
  scenario !== undefined && (scenario.control_share > 0 || hasSplit(scenario));

type Nodes = Record<string, { send?: { channel?: string } }>;

/** The channel of its first message. */
function channelOf(scenario: ScenarioDetails | undefined): string | undefined {
  return Object.values((scenario?.graph?.nodes ?? {}) as Nodes).find((node) => node.send)?.send?.channel;
}

/** Whether some step of it is a letter. */
function sendsLetters(scenario: ScenarioDetails | undefined): boolean {
  return Object.values((scenario?.graph?.nodes ?? {}) as Nodes).some((node) => node.send?.channel === 'email');
}

function Filters({ id, asked }: { id: string; asked: Asked }) {
  const { t } = useTranslation();
  const goals = useQuery(goalsQuery(id)).data?.goals ?? [];
  return (
    <div className={classes.filters}>
      <Select
        w={150}
        allowDeselect={false}
        aria-label={t('report.period.label')}
        value={asked.period}
        data={PERIODS.map((value) => ({ value, label: t(`report.period.${value}`) }))}
        onChange={(period) => asked.change({ period })}
      />
      {goals.length > 1 && (
        <Select
          w={220}
          allowDeselect={false}
          aria-label={t('report.goal.one')}
          value={asked.goal || (goals.find(({ is_main }) => is_main)?.id ?? null)}
          data={goals.map(({ id: value, name }, index) => ({
            value,
            label: name || `${t('report.goal.one')} ${index + 1}`,
          }))}
          onChange={(goal) => asked.change({ goal })}
        />
      )}
    </div>
  );
}

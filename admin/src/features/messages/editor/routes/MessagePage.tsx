import { Button } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useParams } from 'react-router';
import { Page } from '@/components/ui/Page';
import { Empty, Failure, Lines } from '@/components/ui/states';
import { leadsNowhere } from '@/lib/api/errors';
import { scenarioQuery } from '../../api';
import { contentQuery } from '../../api/contents';
import { isSendStep } from '../../api/graph';
import type { ScenarioDetails } from '../../api/types';
import { MessageEditor } from '../MessageEditor';
import { emptyGraph } from '../model';

/** A message or a mailing in steps; a chain has its own page. */
export function Component() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  // What is edited here is newer than what would be read again.
  const query = useQuery({ ...scenarioQuery(id), refetchOnWindowFocus: false });
  const scenario = query.data;
  if (leadsNowhere(query.error))
    return (
      <Empty
        isPage
        icon={IconSend}
        title={t('messages.gone')}
        action={
          <Button component={Link} to="/messages" variant="default">
            {t('messages.toList')}
          </Button>
        }
      />
    );
  if (scenario?.kind === 'chain') return <Navigate to={`/messages/${id}/chain`} replace />;
  if (scenario) return <Loaded key={id} scenario={scenario} />;
  return (
    <Page title={t('shell.nav.messages')}>
      {query.error ? <Failure error={query.error} onRetry={() => void query.refetch()} /> : <Lines count={8} />}
    </Page>
  );
}

/** With what its content says, where that has been kept. */
function Loaded({ scenario }: { scenario: ScenarioDetails }) {
  const graph = scenario.graph ?? emptyGraph(scenario.kind, scenario.kind === 'mailing' ? 'email' : 'popup');
  const step = graph.nodes[graph.start];
  const content = useQuery(contentQuery(isSendStep(step) ? step.send.content_id : undefined));
  const isWaiting = content.isLoading && content.fetchStatus !== 'idle';
  if (isWaiting || content.error)
    return (
      <Page title={scenario.name}>
        {content.error ? <Failure error={content.error} onRetry={() => void content.refetch()} /> : <Lines count={8} />}
      </Page>
    );
  return (
    <MessageEditor
      key={scenario.status === 'draft' ? 'draft' : 'live'}
      scenario={scenario}
      first={graph}
      content={content.data}
    />
  );
}

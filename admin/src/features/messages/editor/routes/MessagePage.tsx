import { IconSend } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Navigate, useParams } from 'react-router';
import { Page } from '@/components/ui/Page';
import { Empty, Failure, Lines } from '@/components/ui/states';
import { leadsNowhere } from '@/lib/api/errors';
import { scenarioQuery } from '../../api';
import { StatusBadge } from '../../parts/StatusBadge';

/** A message; a chain has its own page. */
export function Component() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const query = useQuery(scenarioQuery(id));
  if (leadsNowhere(query.error)) return <Empty isPage icon={IconSend} title={t('messages.gone')} />;
  if (query.data?.kind === 'chain') return <Navigate to={`/messages/${id}/chain`} replace />;
  return (
    <Page title={query.data?.name ?? ''} note={query.data && <StatusBadge status={query.data.status} />}>
      {query.error && !query.data ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Lines count={8} />
      )}
    </Page>
  );
}

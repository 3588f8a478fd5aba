import { Alert, Anchor } from '@mantine/core';
import { IconActivityHeartbeat } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ofMessageQuery } from './api';

/** A line on the page of a message: something left its range, and where it is told. */
export function WatchNote({ id }: { id: string }) {
  const { t } = useTranslation();
  const found = useQuery(ofMessageQuery(id)).data ?? [];
  if (found.length === 0) return null;
  const kinds = [...new Set(found.map(({ kind }) => t(`watch.kind.${kind}`).toLowerCase()))].join(', ');
  return (
    <Alert color="orange" mb="md" icon={<IconActivityHeartbeat size={18} />} role="status">
      {t('watch.note', { kinds })}{' '}
      <Anchor component={Link} inherit to={`/messages/${id}/report`}>
        {t('watch.look')}
      </Anchor>
    </Alert>
  );
}

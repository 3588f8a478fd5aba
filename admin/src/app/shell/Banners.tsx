import { useNetwork } from '@mantine/hooks';
import { IconCloudOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ApiError } from '@/lib/api/errors';
import { useSession } from '@/lib/session';
import classes from './Shell.module.css';

const PROBE_MS = 15_000;

async function probe(): Promise<true> {
  try {
    await fetch('/healthz', { cache: 'no-store' });
    return true;
  } catch {
    throw new ApiError({ status: 0, code: 'offline', message: '' });
  }
}

/** Says that the server is away, and goes by itself when it is back. */
export function OfflineBar() {
  const { t } = useTranslation();
  const network = useNetwork();
  const query = useQuery({
    queryKey: ['me', 'probe'],
    queryFn: probe,
    refetchInterval: PROBE_MS,
    retry: 1,
    retryDelay: 2_000,
  });
  if (network.online && !query.isError) return null;
  return (
    <div className={classes.bar} data-kind="offline" role="status">
      <IconCloudOff size={16} />
      {network.online ? t('shell.serverAway') : t('shell.offline')}
    </div>
  );
}

export function DemoBar() {
  const { t } = useTranslation();
  const { current } = useSession();
  if (!current.is_demo) return null;
  return (
    <div className={classes.bar} data-kind="demo">
      {t('shell.demo')}
    </div>
  );
}

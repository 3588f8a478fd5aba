import { Alert, Button, Group } from '@mantine/core';
import { IconChartBar, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Figure } from '@/components/ui/Figure';
import { useFormat } from '@/lib/format';
import { type Figures, figuresQuery } from '../api/listed';
import { Progress } from '../mailing/Progress';
import { percent } from '../report/words';
import { useMessage } from './context';
import classes from './editor.module.css';
import { useStatusActions } from './useStatusActions';

/** How it runs: figures of its whole life, a pause, and what a change of it would do. */
export function State() {
  const { t } = useTranslation();
  const { scenario, editing, canWrite } = useMessage();
  const actions = useStatusActions(scenario);
  const { status } = scenario;
  return (
    <>
      {editing.isChanged && canWrite && (
        <Alert color="iris" mb="sm" title={t('messages.heldTitle')}>
          {t('messages.heldText')}
        </Alert>
      )}
      {status === 'archived' && <Alert color="gray" mb="sm" title={t('messages.archivedTitle')} />}
      <Progress scenario={scenario} canWrite={canWrite} />
      <Numbers />
      <Group gap="xs" mb="md">
        <Button
          component={Link}
          to={`/messages/${scenario.id}/report`}
          variant="default"
          leftSection={<IconChartBar size={16} />}
        >
          {t('messages.report')}
        </Button>
        {canWrite && scenario.kind !== 'mailing' && (
          <Button
            variant="default"
            loading={actions.isBusy}
            leftSection={status === 'paused' ? <IconPlayerPlay size={16} /> : <IconPlayerPause size={16} />}
            onClick={() => (status === 'paused' ? actions.resume() : actions.pause())}
          >
            {t(status === 'paused' ? 'messages.resume' : 'messages.pause')}
          </Button>
        )}
      </Group>
    </>
  );
}

function Numbers() {
  const { t } = useTranslation();
  const format = useFormat();
  const { scenario } = useMessage();
  const query = useQuery({ ...figuresQuery('money'), refetchInterval: 15_000 });
  const figures: Figures | undefined = query.data?.find(({ id }) => id === scenario.id);
  if (query.error) return null;
  const of = (name: string): number => Number(figures?.numbers[name] ?? 0);
  const isKnown = query.data !== undefined;
  // Of the same whole as the steps of the report.
  const share = (name: string): string =>
    `${format.number(of(name))} · ${percent(format.locale, of('sent') > 0 ? of(name) / of('sent') : null)}`;
  const [ever, ofSent] = [t('messages.figure.ever'), t('messages.figure.ofSent')];
  const shown: [string, string, string][] = [
    [t('messages.figure.sent'), format.number(of('sent')), ever],
    [t('messages.figure.read'), share('read'), ofSent],
    [t('messages.figure.clicked'), share('clicked'), ofSent],
    [t('messages.figure.goal'), share('goal'), ofSent],
    [t('messages.figure.money'), format.money(figures?.numbers.net ?? 0), ever],
  ];
  return (
    <div className={classes.figures}>
      {shown.map(([label, value, period]) => (
        <Figure key={label} label={label} period={period} value={isKnown ? value : undefined} />
      ))}
    </div>
  );
}

import { Button, SegmentedControl, Text } from '@mantine/core';
import { IconAdjustments, IconMailCheck, IconMailOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Page } from '@/components/ui/Page';
import { Empty, Failure } from '@/components/ui/states';
import { useUrlState } from '@/lib/urlState';
import { type Fate, type Health, healthQuery } from '../api';
import { Domains } from '../Domains';
import { Figures } from '../Figures';
import { LettersDrawer } from '../LettersDrawer';
import { Standings } from '../Standings';
import { Timeline } from '../Timeline';
import { WarmUps } from '../WarmUps';

const PERIODS = ['1', '2', '7', '30'] as const;
const LONGEST = '30';

/** How mail services take letters: now, over time, by service; what is slowed and why. */
export function Component() {
  const { t } = useTranslation();
  const [values, change] = useUrlState(['days', 'list', 'domain'] as const);
  const days = PERIODS.find((each) => each === values.days) ?? '7';
  const query = useQuery(healthQuery(days));
  const open = (list: Fate, domain = ''): void => change({ list, domain });
  return (
    <Page
      title={t('sending.title')}
      actions={
        <>
          <Button component={Link} to="/messages/suppressed" variant="default" leftSection={<IconMailOff size={16} />}>
            {t('sending.suppressed')}
          </Button>
          <Button component={Link} to="/settings/sending" variant="default" leftSection={<IconAdjustments size={16} />}>
            {t('sending.settings')}
          </Button>
        </>
      }
    >
      <Text size="sm" c="dimmed" mb="sm">
        {t('sending.text')}
      </Text>
      <SegmentedControl
        mb="md"
        aria-label={t('sending.period')}
        value={days}
        onChange={(next) => change({ days: next })}
        data={PERIODS.map((value) => ({ value, label: t(`sending.days.${value}`) }))}
      />
      {query.error && !query.data ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Body
          health={query.data}
          isLongest={days === LONGEST}
          onOpen={open}
          onLonger={() => change({ days: LONGEST })}
        />
      )}
      <LettersDrawer
        what={values.list ?? ''}
        domain={values.domain ?? ''}
        days={days}
        onClose={() => change({ list: null, domain: null })}
      />
    </Page>
  );
}

interface BodyProps {
  health: Health | undefined;
  isLongest: boolean;
  onOpen: (what: Fate, domain?: string) => void;
  onLonger: () => void;
}

function Body({ health, isLongest, onOpen, onLonger }: BodyProps) {
  const { t } = useTranslation();
  const isQuiet = health !== undefined && health.hours.length === 0 && health.waiting + health.unknown === 0;
  return (
    <>
      {health && <Standings standings={health.standings} />}
      {isQuiet ? (
        <Empty
          icon={IconMailCheck}
          title={t(isLongest ? 'sending.never' : 'sending.none')}
          text={t('sending.neverText')}
          action={
            isLongest ? (
              <Button component={Link} to="/messages/new" variant="default">
                {t('sending.add')}
              </Button>
            ) : (
              <Button variant="default" onClick={onLonger}>
                {t('sending.longer')}
              </Button>
            )
          }
        />
      ) : (
        <>
          <Figures health={health} onOpen={onOpen} />
          <Timeline health={health} />
          <Domains health={health} onOpen={onOpen} />
        </>
      )}
      {health && health.warmups.length > 0 && <WarmUps warmups={health.warmups} />}
    </>
  );
}

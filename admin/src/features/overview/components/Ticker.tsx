import { Anchor, Button, Skeleton, Text } from '@mantine/core';
import { IconBolt } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { EventIcon } from '@/components/ui/EventIcon';
import { Moment } from '@/components/ui/Moment';
import { Section } from '@/components/ui/Section';
import { Empty, Failure } from '@/components/ui/states';
import type { RecentEvent } from '@/lib/api/types';
import { sentenceOf } from '@/lib/events/sentence';
import { useFormat } from '@/lib/format';
import { personTitle } from '@/lib/person';
import { tickerQuery } from '../api';
import classes from './overview.module.css';

/** The newest events, coming by themselves. */
export function Ticker() {
  const { t } = useTranslation();
  const query = useQuery(tickerQuery);
  const items = query.data;
  const all = (
    <Anchor component={Link} to="/events/live" size="sm">
      {t('overview.allEvents')}
    </Anchor>
  );
  return (
    <Section title={t('overview.ticker')} actions={all} flush>
      {query.error && !items ? <Failure error={query.error} onRetry={() => void query.refetch()} /> : null}
      {items?.length === 0 && (
        <Empty
          icon={IconBolt}
          title={t('overview.quiet')}
          text={t('overview.quietText')}
          action={
            <Button component={Link} to="/install">
              {t('overview.install')}
            </Button>
          }
        />
      )}
      <ul className={classes.ticker} aria-busy={!items}>
        {!items &&
          !query.error &&
          Array.from({ length: 6 }, (_, index) => (
            <li key={index} className={classes.line}>
              <Skeleton height={14} />
            </li>
          ))}
        {items?.map((event) => (
          <TickerLine key={event.message_id + event.name} event={event} />
        ))}
      </ul>
    </Section>
  );
}

function TickerLine({ event }: { event: RecentEvent }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <li>
      <Link to={`/people/${event.person}`} className={classes.line}>
        <EventIcon name={event.name} />
        <div className={classes.grow}>
          <Text size="sm" truncate>
            {sentenceOf(t, format, event)}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {personTitle(t, { id: event.person, name: event.person_name ?? null })}
          </Text>
        </div>
        <Text size="xs" c="dimmed">
          <Moment at={event.timestamp} />
        </Text>
      </Link>
    </li>
  );
}

import { Badge, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { EventIcon } from '@/components/ui/EventIcon';
import { Moment } from '@/components/ui/Moment';
import type { RecentEvent } from '@/lib/api/types';
import { LOOKS } from '@/lib/events/kinds';
import { sentenceOf } from '@/lib/events/sentence';
import { useFormat } from '@/lib/format';
import { personTitle } from '@/lib/person';
import classes from '../events.module.css';

interface EventLineProps {
  event: RecentEvent;
  isFresh: boolean;
  onOpen: () => void;
}

/** A line of the debugger: when, what, who. */
export function EventLine({ event, isFresh, onOpen }: EventLineProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const isStandard = event.name in LOOKS;
  const moment = new Intl.DateTimeFormat(format.locale, {
    timeZone: format.zone,
    timeStyle: 'medium',
  });
  return (
    <li>
      <button type="button" className={classes.line} data-fresh={isFresh || undefined} onClick={onOpen}>
        <Text span size="xs" c="dimmed" className="tnum" data-wide>
          {moment.format(new Date(event.received_at))}
        </Text>
        <EventIcon name={event.name} />
        <span className={classes.cut}>
          {sentenceOf(t, format, event)}
          {isStandard && (
            <Text span size="xs" c="dimmed" ml={8} className={classes.name}>
              {event.name}
            </Text>
          )}
          {event.is_bot && (
            <Badge size="xs" color="gray" ml={8}>
              {t('events.bot')}
            </Badge>
          )}
          {event.quiet && (
            <Badge size="xs" color="gray" ml={8}>
              {t('card.quiet')}
            </Badge>
          )}
        </span>
        <Text span size="sm" c="dimmed" className={classes.cut} data-wide>
          {personTitle(t, { id: event.person, name: event.person_name ?? null })}
        </Text>
        <Text span size="xs" c="dimmed" hiddenFrom="sm">
          <Moment at={event.received_at} />
        </Text>
      </button>
    </li>
  );
}

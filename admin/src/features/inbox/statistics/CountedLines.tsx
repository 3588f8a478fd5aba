import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Moment } from '@/components/ui/Moment';
import { useFormat } from '@/lib/format';
import { personTitle } from '@/lib/person';
import type { CountedLine, Measure } from './api';
import { durationText } from './changes';
import classes from './statistics.module.css';

type People = Record<string, { id: string; name?: string; email?: string; phone?: string; user_id?: string | null }>;

interface LinesProps {
  lines: readonly CountedLine[];
  people: People;
  measure: Measure;
}

/** Requests, or ratings: whose, when, who answered and how soon. A line opens its conversation. */
export function CountedLines({ lines, people, measure }: LinesProps) {
  const { t } = useTranslation();
  return (
    <ul className={classes.lines}>
      {lines.map((line) => {
        const home = line.conversation?.profile_id ?? '';
        return (
          <li key={`${line.conversation_id}-${line.part}`}>
            <Link to={`/inbox/${line.conversation_id}`} className={classes.line}>
              <span className={classes.lineHead}>
                <Text span size="sm" fw={500} truncate>
                  {personTitle(t, people[home] ?? { id: home })}
                </Text>
                <Text span size="xs" c="dimmed">
                  <Moment at={line.at} as="moment" />
                </Text>
              </span>
              {line.part === null ? <Rated line={line} /> : <Answered line={line} measure={measure} />}
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

function Rated({ line }: { line: CountedLine }) {
  const { t } = useTranslation();
  const { rating = 0, rating_comment: comment = '' } = line.conversation ?? {};
  const score = rating ?? 0;
  return (
    <>
      <Text span size="sm" aria-label={t('statistics.mark', { score })} role="img">
        {'★'.repeat(score)}
        <span className={classes.rest}>{'★'.repeat(5 - score)}</span>
      </Text>
      {comment && (
        <Text span size="sm" className={classes.comment}>
          {comment}
        </Text>
      )}
      {line.operator_name && (
        <Text span size="xs" c="dimmed">
          {line.operator_name}
        </Text>
      )}
    </>
  );
}

function Answered({ line, measure }: { line: CountedLine; measure: Measure }) {
  const { t } = useTranslation();
  const format = useFormat();
  const duration = (seconds: number | null): string => durationText(format, seconds);
  const told = [
    line.reply_s === null
      ? t(line.closed_at === null ? 'statistics.unanswered' : 'statistics.closedUnanswered')
      : t('statistics.answeredIn', { who: line.operator_name || t('inbox.someone'), time: duration(line.reply_s) }),
    line.reply_working_s !== null && line.reply_working_s !== line.reply_s
      ? t('statistics.workingShort', { time: duration(line.reply_working_s) })
      : '',
    measure === 'resolved' ? t('statistics.resolvedIn', { time: duration(line.resolution_s) }) : '',
  ];
  return (
    <>
      <Text span size="sm" c="dimmed" truncate>
        {line.conversation?.preview}
      </Text>
      <Text span size="xs" c="dimmed">
        {told.filter(Boolean).join(' · ')}
      </Text>
    </>
  );
}

import { IconClock, IconUsersGroup } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/lib/format';
import { inboxTagsQuery, teamsQuery } from '../api';
import type { Conversation } from '../api/types';
import classes from '../styles/chips.module.css';
import { tagOf, teamName } from '../words';
import { Stars } from './Rating';
import { TagChip } from './TagChip';

/** Below the head what else is known of it: team, until when it is put off, judgement, tags; nothing where nothing is. */
export const TalkStrip = memo(function TalkStrip({ row }: { row: Conversation }) {
  const { t } = useTranslation();
  const format = useFormat();
  const teams = useQuery(teamsQuery).data;
  const tags = useQuery(inboxTagsQuery).data;
  const until = row.status === 'snoozed' ? row.snoozed_until : null;
  if (row.team === null && until === null && row.rating === null && row.tags.length === 0) return null;
  return (
    <div className={classes.strip}>
      {row.team !== null && (
        <span className={classes.fact}>
          <IconUsersGroup size={14} stroke={1.7} /> {teamName(t, teams, row.team)}
        </span>
      )}
      {until !== null && (
        <span className={classes.fact}>
          <IconClock size={14} stroke={1.7} /> {t('inbox.until', { at: format.moment(until) })}
        </span>
      )}
      {row.rating !== null && <Stars score={row.rating} />}
      {row.tags.map((tag) => (
        <TagChip key={tag} tag={tagOf(tags, tag)} />
      ))}
    </div>
  );
});

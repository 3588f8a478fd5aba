import { Avatar, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { memo, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { operatorsQuery } from '../api';
import type { Conversation } from '../api/types';
import type { Inbox } from '../store/inbox';
import classes from '../styles/feed.module.css';
import { usePerson, useShot } from '../useInbox';
import { nameOf, pictureOf } from '../words';

/** Colleagues who look at the conversation now. */
export function Lookers({ inbox, id }: { inbox: Inbox; id: number }) {
  const { t } = useTranslation();
  const signs = useShot(inbox, (shot) => shot.signs);
  const operators = useQuery(operatorsQuery).data;
  const own = `operator:${inbox.member}`;
  const lookers = [...signs.values()].filter(
    (sign) => sign.kind === 'looking' && sign.conversation_id === id && sign.who !== own,
  );
  if (lookers.length === 0) return null;
  return (
    <Avatar.Group spacing={6}>
      {lookers.map(({ who, name }) => (
        <Tooltip key={who} label={t('inbox.looks', { name: name ?? '' })}>
          <Avatar
            src={pictureOf(operators, Number(who.slice('operator:'.length)))}
            size={24}
            radius={24}
            variant="light"
            role="img"
            aria-label={t('inbox.looks', { name: name ?? '' })}
          >
            {(name ?? '?').charAt(0)}
          </Avatar>
        </Tooltip>
      ))}
    </Avatar.Group>
  );
}

/** Who is typing here, and what the visitor types. */
export const Typing = memo(function Typing({ inbox, row }: { inbox: Inbox; row: Conversation }) {
  const { t } = useTranslation();
  const signs = useShot(inbox, (shot) => shot.signs);
  const person = usePerson(inbox, row.profile_id);
  const own = `operator:${inbox.member}`;
  const typing = useMemo(
    () =>
      [...signs.values()].filter(
        (sign) => sign.kind === 'typing' && sign.conversation_id === row.id && sign.who !== own,
      ),
    [signs, row.id, own],
  );
  const [first] = typing;
  const name = first && (first.who.startsWith('visitor') ? nameOf(t, row.profile_id, person) : (first.name ?? ''));
  return (
    <div className={classes.typing}>
      {first &&
        (first.data?.text ? t('inbox.typingText', { name, text: first.data.text }) : t('inbox.typing', { name }))}
    </div>
  );
});

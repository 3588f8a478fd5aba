import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useEventTitle } from '@/components/conditions/names';
import { Moment } from '@/components/ui/Moment';
import { PersonAvatar } from '@/components/ui/PersonAvatar';
import { Failure, Lines } from '@/components/ui/states';
import type { ScenarioDetails } from '../api/types';
import { readSaved } from '../chain/graph/model';
import { useTitles } from '../chain/useTitles';
import { type Rehearsed, rehearsedQuery } from './api';
import classes from './rehearsal.module.css';

const FIRST = 8;

interface PeopleProps {
  id: string;
  rehearsal: string;
  scenario: ScenarioDetails;
}

/** Some of those who would have got it, with what would have let them in. */
export function People({ id, rehearsal, scenario }: PeopleProps) {
  const { t } = useTranslation();
  const [isWhole, showAll] = useState(false);
  const query = useQuery(rehearsedQuery(id, rehearsal));
  const graph = useMemo(() => readSaved(scenario.graph), [scenario.graph]);
  const titles = useTitles(graph);
  const eventTitle = useEventTitle();
  if (query.error) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Lines count={4} />;
  const wordsOf = ({ event, trigger }: Rehearsed): string => {
    if (event) return t('common.quoted', { words: eventTitle(event) });
    const found = trigger === null ? undefined : graph.entry.triggers[trigger];
    return found ? titles.ofTrigger(found) : t('rehearsal.audience');
  };
  const isChain = Object.keys(graph.nodes).length > 1;
  const shown = isWhole ? query.data : query.data.slice(0, FIRST);
  return (
    <div>
      <Text size="sm" fw={500} mb={4}>
        {t('rehearsal.people')}
      </Text>
      <ul className={classes.people}>
        {shown.map((line) => {
          const { person, node, at, began } = line;
          const name = person.name || person.email || person.phone || t('rehearsal.nameless', { id: person.id });
          return (
            <li key={`${person.id} ${node} ${at}`}>
              <PersonAvatar id={person.id} name={name} isOnline={false} size={26} />
              <Link to={`/people/${person.id}`} className={classes.who}>
                {name}
              </Link>
              <Text size="xs" c="dimmed" className={classes.why}>
                {began && (
                  <>
                    <Moment at={began} as="moment" /> {wordsOf(line)}
                    {' → '}
                  </>
                )}
                <Moment at={at} as="moment" />
                {isChain && ` ${titles.of(node).title}`}
              </Text>
            </li>
          );
        })}
      </ul>
      {!isWhole && query.data.length > FIRST && (
        <Button variant="subtle" color="gray" size="compact-sm" mt={6} onClick={() => showAll(true)}>
          {t('rehearsal.more', { count: query.data.length - FIRST })}
        </Button>
      )}
    </div>
  );
}

import { Group, Stack, Text } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { runsQuery, sendsQuery } from '@/components/messages/api';
import classes from '@/components/messages/messages.module.css';
import { SendLine } from '@/components/messages/SendLine';
import { reasonWords } from '@/components/messages/words';
import { Listed } from '@/components/ui/Listed';
import { Moment } from '@/components/ui/Moment';
import { Section } from '@/components/ui/Section';
import { useUrlState } from '@/lib/urlState';
import { PersonField } from './PersonField';

/** Why somebody did or did not get this message: what was decided about him, step by step. */
export function WhyNot({ scenario }: { scenario: string }) {
  const { t } = useTranslation();
  const [values, change] = useUrlState(['person'] as const);
  const person = values.person ?? '';
  return (
    <Section title={t('messages.why.ask')} text={t('messages.why.askText')}>
      <Stack gap="sm">
        <Group align="flex-end">
          <div style={{ flex: '1 1 240px', maxWidth: 360 }}>
            <PersonField
              label={t('messages.why.who')}
              placeholder={t('people.search')}
              person={person}
              onPick={(id) => change({ person: id || null })}
            />
          </div>
          {person && (
            <Text size="sm" component={Link} to={`/people/${person}`} td="underline" pb={8}>
              {t('messages.why.card')}
            </Text>
          )}
        </Group>
        {person && <Answer key={person} scenario={scenario} person={person} />}
      </Stack>
    </Section>
  );
}

function Answer({ scenario, person }: { scenario: string; person: string }) {
  const { t } = useTranslation();
  const sends = useInfiniteQuery(sendsQuery(person, scenario));
  const walks = useQuery(runsQuery(person));
  const runs = walks.data?.filter((run) => run.scenario_id === scenario) ?? [];
  const said = sends.data?.pages.flatMap((page) => page.items) ?? [];
  const isNothing = walks.data !== undefined && sends.data !== undefined && runs.length + said.length === 0;
  return (
    <Listed query={sends}>
      {isNothing && <Text size="sm">{t('messages.why.never')}</Text>}
      <ul className={classes.sends}>
        {runs.map((run) => (
          <li key={run.id} className={classes.send}>
            <div>
              {t('messages.why.began')} <Moment at={run.entered_at} as="moment" />
              {run.ended_at && (
                <span className={classes.words}>
                  {' · '}
                  {t('messages.why.left')} <Moment at={run.ended_at} as="moment" />
                  {run.reason && ` · ${reasonWords(t, run.reason)}`}
                </span>
              )}
            </div>
          </li>
        ))}
        {said.map((send) => (
          <SendLine key={send.id} send={send} isNameless />
        ))}
      </ul>
    </Listed>
  );
}

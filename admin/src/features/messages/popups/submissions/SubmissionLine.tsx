import { Badge, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Moment } from '@/components/ui/Moment';
import { PersonAvatar } from '@/components/ui/PersonAvatar';
import type { Submission } from './api';
import { answerText } from './csv';
import classes from './submissions.module.css';

/** One person's answers: each question with what he said, his consents with their words. */
export function SubmissionLine({ item }: { item: Submission }) {
  const { t } = useTranslation();
  const { person, answers, consents, points, page_url, is_finished, at } = item;
  const name = person.name || person.email || person.phone;
  return (
    <li className={classes.submission}>
      <Group gap="xs" wrap="nowrap" justify="space-between">
        <Link to={`/people/${person.id}`} className={classes.who}>
          <PersonAvatar id={person.id} name={name} />
          <Text span fw={500} truncate>
            {name || t('popups.submission.nobody')}
          </Text>
        </Link>
        <Group gap="xs" wrap="nowrap">
          {!is_finished && <Badge color="gray">{t('popups.submission.unfinished')}</Badge>}
          {points !== 0 && (
            <Badge>
              {t('popups.submission.points')}: {points}
            </Badge>
          )}
          <Moment at={at} dimmed />
        </Group>
      </Group>
      <dl className={classes.answers}>
        {answers.map((answer) => (
          <div key={answer.name}>
            <dt>{answer.label || answer.name}</dt>
            <dd>{answerText(answer.value)}</dd>
          </div>
        ))}
        {consents.map((consent) => (
          <div key={`${consent.channel ?? ''}/${consent.topic}`}>
            <dt>{t('popups.submission.consents')}</dt>
            <dd>{consent.text}</dd>
          </div>
        ))}
      </dl>
      <Text size="xs" c="dimmed" truncate>
        {page_url}
      </Text>
    </li>
  );
}

import { Alert, Text } from '@mantine/core';
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Moment } from '@/components/ui/Moment';
import type { Json } from '@/lib/api/types';
import { textOf } from '@/lib/events/sentence';
import { useFormat } from '@/lib/format';
import type { Explained, Explanation } from '../api';
import classes from '../segments.module.css';

interface ReasonsProps {
  explained: Explanation;
  person: string;
  /** What the answer is called: in the segment or not, fits or not. */
  words: { yes: string; no: string };
}

/** The answer, and each condition with what it found. */
export function Reasons({ explained, person, words }: ReasonsProps) {
  const { t } = useTranslation();
  const { holds, explanation } = explained;
  return (
    <>
      <Alert color={holds ? 'teal' : 'gray'} mb="sm" icon={holds ? <IconCircleCheck /> : <IconCircleX />}>
        {holds ? words.yes : words.no}{' '}
        <Text span inherit component={Link} to={`/people/${person}`} td="underline">
          {t('segments.toCard')}
        </Text>
      </Alert>
      <ul className={classes.tree}>
        <Node node={explanation} />
      </ul>
    </>
  );
}

function Node({ node }: { node: Explained }) {
  const { t, i18n } = useTranslation();
  const Icon = node.holds ? IconCircleCheck : IconCircleX;
  const words = node.words && (i18n.language === 'ru' ? node.words.ru : node.words.en);
  const isGroup = node.kind === 'all' || node.kind === 'any';
  return (
    <li>
      <div className={classes.node}>
        <Icon
          size={17}
          className={node.holds ? classes.yes : classes.no}
          aria-label={node.holds ? t('segments.true') : t('segments.false')}
        />
        <div style={{ minWidth: 0 }}>
          <Text size="sm" fw={isGroup ? 500 : 400} style={{ overflowWrap: 'anywhere' }}>
            {isGroup ? t(`conditions.groups.${node.kind as 'all' | 'any'}`) : (words ?? node.path)}
          </Text>
          <Details node={node} />
        </div>
      </div>
      {node.parts !== undefined && node.parts.length > 0 && (
        <ul className={classes.tree}>
          {node.parts.map((part) => (
            <Node key={part.path} node={part} />
          ))}
        </ul>
      )}
    </li>
  );
}

/** What decided the answer: the value found, how many events, since when. */
function Details({ node }: { node: Explained }) {
  const { t } = useTranslation();
  const format = useFormat();
  const show = (value: Json): string =>
    typeof value === 'number'
      ? format.number(value, 6)
      : typeof value === 'boolean'
        ? value
          ? t('common.true')
          : t('common.false')
        : textOf(value) || t('segments.unset');
  const facts: string[] = [];
  // Of an event that is only counted, what was found is the count.
  const isCount = typeof node.count === 'number' && node.found === node.count;
  if (node.kind === 'property' || (node.found !== undefined && node.found !== null && !isCount))
    facts.push(t('segments.found', { value: show(node.found ?? null) }));
  if (node.count !== undefined && node.count !== null)
    facts.push(t('segments.counted', { count: node.count, formatted: format.number(node.count) }));
  for (const value of Object.values(node.matched ?? {})) facts.push(t('segments.matched', { value: show(value) }));
  if (node.step !== undefined && node.step !== null) facts.push(t('segments.stuckAt', { step: node.step + 1 }));
  if (facts.length === 0 && !node.since) return null;
  return (
    <Text size="xs" c="dimmed" className="tnum">
      {facts.join(' · ')}
      {node.since && (
        <>
          {facts.length > 0 && ' · '}
          {t('segments.sinceWord')} <Moment at={node.since} as="moment" />
        </>
      )}
    </Text>
  );
}

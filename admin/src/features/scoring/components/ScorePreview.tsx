import { Badge, Group, Skeleton, Text, Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { pointsText, useRuleWords } from '@/components/scoring/ruleWords';
import { PersonAvatar } from '@/components/ui/PersonAvatar';
import { Section } from '@/components/ui/Section';
import { Failure } from '@/components/ui/states';
import type { Rule, ScoredPerson, ScoreGroup, Scoring, ScoringPreview } from '@/lib/api/scoring';
import { withFilter } from '@/lib/conditions/url';
import { useFormat } from '@/lib/format';
import { personTitle } from '@/lib/person';
import classes from '../scoring.module.css';
import { usePreview } from '../usePreview';

const SHOWN = 5;

interface ScorePreviewProps {
  /** Null while something is still to be filled in. */
  draft: Scoring | null;
  /** What is seen is what is in force: figures lead to the people behind them. */
  isLive: boolean;
}

/** How the rules would turn out today: before anything is saved. */
export function ScorePreview({ draft, isLive }: ScorePreviewProps) {
  const { t } = useTranslation();
  const { data, error, isOld, retry } = usePreview('scoring', draft);
  return (
    <Section title={t('scoring.preview')} text={t('scoring.previewText')}>
      <div aria-live="polite" aria-busy={isOld && !data}>
        {error ? (
          <Failure error={error} onRetry={retry} />
        ) : data ? (
          <Known data={data} draft={draft} isOld={isOld} isLive={isLive} />
        ) : draft ? (
          <Skeleton height={240} />
        ) : (
          <Text size="sm" c="dimmed">
            {t('scoring.notYet')}
          </Text>
        )}
      </div>
    </Section>
  );
}

interface KnownProps extends ScorePreviewProps {
  data: ScoringPreview;
  isOld: boolean;
}

function Known({ data, draft, isOld, isLive }: KnownProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const all = data.people_by_score.reduce((sum, group) => sum + group.people, 0);
  if (all === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('scoring.nobodyScored')}
      </Text>
    );
  const rules = new Map(draft?.rules.map((rule) => [rule.id, rule]));
  return (
    <>
      <Bars groups={data.people_by_score} hot={Math.min(...data.by_level.map((level) => level.at))} isOld={isOld} />
      <ul className={classes.facts} style={{ marginTop: 12 }}>
        <li>
          <span>{t('scoring.scored')}</span>
          <b className="tnum">{format.number(all)}</b>
        </li>
        {data.by_level.map(({ name, at, people }) => (
          <li key={at}>
            <span>{t('scoring.levelFrom', { name, at: format.number(at) })}</span>
            {isLive ? (
              <Text
                component={Link}
                to={withFilter('/people', { property: '$score', op: 'gte', value: at })}
                inherit
                fw={600}
                td="underline"
                className="tnum"
              >
                {format.number(people)}
              </Text>
            ) : (
              <b className="tnum">{format.number(people)}</b>
            )}
          </li>
        ))}
      </ul>
      {data.sample.length > 0 && (
        <Text size="xs" c="dimmed" mt="sm" mb={2}>
          {t('scoring.sample')}
        </Text>
      )}
      {data.sample.slice(0, SHOWN).map((scored) => (
        <Scored key={scored.person.id} scored={scored} rules={rules} />
      ))}
    </>
  );
}

/** People by score; those who reached a level are coloured. */
function Bars({ groups, hot, isOld }: { groups: ScoreGroup[]; hot: number; isOld: boolean }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const most = Math.max(1, ...groups.map((group) => group.people));
  const [first, last] = [groups[0], groups.at(-1)];
  const rangeOf = ({ from, to }: ScoreGroup): string => (from === to ? number(from) : `${number(from)}–${number(to)}`);
  const label = groups.map((group) => `${rangeOf(group)}: ${number(group.people)}`).join('; ');
  return (
    <>
      <div className={classes.chart} role="img" aria-label={label} data-old={isOld || undefined}>
        {groups.map((group) => (
          <Tooltip
            key={group.from}
            openDelay={0}
            label={`${t('scoring.scoreIs', { range: rangeOf(group) })}: ${t('common.people', { count: group.people, formatted: number(group.people) })}`}
          >
            <div
              className={classes.bin}
              data-hot={group.from >= hot || undefined}
              style={{ height: group.people === 0 ? 0 : `${Math.max(3, (group.people / most) * 100)}%` }}
            />
          </Tooltip>
        ))}
      </div>
      <div className={classes.axis} aria-hidden>
        <span>{first && number(first.from)}</span>
        <span>{t('scoring.scoreAxis')}</span>
        <span>{last && number(last.to)}</span>
      </div>
    </>
  );
}

function Scored({ scored, rules }: { scored: ScoredPerson; rules: ReadonlyMap<string, Rule> }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const { person, score } = scored;
  return (
    <div className={classes.person}>
      <Group gap={8} wrap="nowrap">
        <PersonAvatar id={person.id} name={person.name ?? person.email} isOnline={person.is_online} size={22} />
        <Text component={Link} to={`/people/${person.id}`} size="sm" fw={500} truncate style={{ flex: 1 }}>
          {personTitle(t, person)}
        </Text>
        <b className="tnum">{number(score)}</b>
      </Group>
      <Group gap={4} mt={4} pl={30}>
        {scored.rules.map(({ id, points }) => {
          const rule = rules.get(id);
          return rule && <RulePoints key={id} rule={rule} points={points} />;
        })}
      </Group>
    </div>
  );
}

function RulePoints({ rule, points }: { rule: Rule; points: number }) {
  const { number } = useFormat();
  const { title } = useRuleWords(rule);
  return (
    <Badge size="sm" color={points < 0 ? 'red' : 'gray'} maw={220} title={title}>
      {pointsText(points, number)} {title}
    </Badge>
  );
}

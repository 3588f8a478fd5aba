import { Badge, Group, Text, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import classes from '@/components/person/person.module.css';
import { pointsText, useRuleWords } from '@/components/scoring/ruleWords';
import { savedScoringQuery, useStageNames } from '@/components/scoring/saved';
import { Moment } from '@/components/ui/Moment';
import { Section } from '@/components/ui/Section';
import type { PersonScore, Rule } from '@/lib/api/scoring';
import type { Profile } from '@/lib/api/types';
import { useFormat } from '@/lib/format';
import { useNow } from '@/lib/now';
import { scoreQuery } from '../api/score';

/** How close the person is to buying, and why; on which stage, in which group of buyers. */
export function ScoreSection({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  // Written as properties: a change of one is a change of the card, and is read with it.
  const { $score, $stage, $rfm } = profile.properties;
  const hasAny = [$score, $stage, $rfm].some((value) => value !== undefined && value !== null);
  const found = useQuery({ ...scoreQuery(profile.id, [$score, $stage, $rfm]), enabled: hasAny }).data;
  const nameOf = useStageNames(Boolean(found?.stage));
  if (!hasAny || !found) return null;
  const { score, level, stage, stage_since, rfm, rfm_group } = found;
  return (
    <Section title={t('scoring.card')}>
      {score !== null && (
        <Group gap={10} align="center" wrap="nowrap">
          <Text span fz={26} fw={600} lh={1.2} className="tnum">
            {number(score)}
          </Text>
          {level && <Badge color="orange">{level.name}</Badge>}
          <Sparkline history={found.history} />
        </Group>
      )}
      {found.rules.length > 0 && <Rules rules={found.rules} />}
      <dl className={classes.pairs} style={{ marginTop: score === null ? 0 : 8 }}>
        {stage && (
          <>
            <dt>{t('scoring.cardStage')}</dt>
            <dd>
              {nameOf(stage)}
              {stage_since && (
                <Text span inherit c="dimmed">
                  {` · ${t('scoring.cardSince')} `}
                  <Moment at={stage_since} as="day" />
                </Text>
              )}
            </dd>
          </>
        )}
        {rfm && (
          <>
            <dt>{t('scoring.cardRfm')}</dt>
            <dd>
              {rfm_group && `${t(`scoring.group.${rfm_group as 'lost'}`, { defaultValue: rfm_group })} · `}
              <span className="tnum">{rfm}</span>
            </dd>
          </>
        )}
      </dl>
    </Section>
  );
}

/** What made it, the greatest first. */
function Rules({ rules }: { rules: PersonScore['rules'] }) {
  const isNamed = rules.every((rule) => rule.name);
  const saved = useQuery({ ...savedScoringQuery, enabled: !isNamed }).data;
  const known = new Map(saved?.definition.rules.map((rule) => [rule.id, rule]));
  const ordered = rules.toSorted((one, other) => Math.abs(other.points) - Math.abs(one.points));
  return (
    <dl className={classes.pairs} style={{ gridTemplateColumns: '44px minmax(0, 1fr)', marginTop: 6 }}>
      {ordered.map(({ id, name, points }) => (
        <RuleLine key={id} rule={known.get(id) ?? { id, name, points }} points={points} />
      ))}
    </dl>
  );
}

function RuleLine({ rule, points }: { rule: Rule; points: number }) {
  const { number } = useFormat();
  const { title, about } = useRuleWords(rule);
  return (
    <>
      <dt className="tnum">{pointsText(points, number)}</dt>
      <dd title={about || undefined}>{title}</dd>
    </>
  );
}

const WIDTH = 110;
const HEIGHT = 28;
const PAD = 3;

/** Points of the line, the oldest first; steps of time are steps of width. */
export function pathOf(history: readonly { at: string; score: number | null }[], now: number): string {
  const known = history
    .map(({ at, score }) => ({ at: Date.parse(at), score: score ?? 0 }))
    .sort((one, other) => one.at - other.at);
  const [first] = known;
  if (first === undefined) return '';
  const highest = Math.max(1, ...known.map(({ score }) => score));
  const lowest = Math.min(0, ...known.map(({ score }) => score));
  const x = (at: number): number => PAD + ((WIDTH - 2 * PAD) * (at - first.at)) / Math.max(1, now - first.at);
  const y = (score: number): number => HEIGHT - PAD - ((HEIGHT - 2 * PAD) * (score - lowest)) / (highest - lowest);
  // A score stands until it changes: a line of steps.
  const steps = known.map(({ at, score }) => `H${x(at).toFixed(1)}V${y(score).toFixed(1)}`);
  return `M${PAD},${y(first.score).toFixed(1)}${steps.join('')}H${WIDTH - PAD}`;
}

function Sparkline({ history }: Pick<PersonScore, 'history'>) {
  const { t } = useTranslation();
  const { number, day } = useFormat();
  const now = useNow();
  if (history.length < 2) return null;
  const scores = history.map(({ score }) => score ?? 0);
  const label = t('scoring.cardHistory', {
    first: number(Math.min(...scores)),
    last: number(Math.max(...scores)),
  });
  const since = history.map(({ at }) => at).sort()[0] ?? '';
  return (
    <Tooltip label={`${label} · ${t('scoring.cardSince')} ${day(since)}`}>
      <svg
        width={WIDTH}
        height={HEIGHT}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={label}
        style={{ marginLeft: 'auto', flex: 'none' }}
      >
        <path d={pathOf(history, now)} fill="none" stroke="var(--mantine-primary-color-filled)" strokeWidth={1.5} />
      </svg>
    </Tooltip>
  );
}

import { Button, Drawer, Group, NumberInput, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConditionEditor } from '@/components/conditions/ConditionEditor';
import { EventChoice } from '@/components/conditions/EventLine';
import { DurationField } from '@/components/conditions/fields';
import { LiveCount } from '@/components/conditions/LiveCount';
import { Adding, Where } from '@/components/conditions/tests';
import { useConditions } from '@/components/conditions/useConditions';
import { useCount } from '@/components/conditions/useCount';
import type { Rule } from '@/lib/api/scoring';
import { readDuration } from '@/lib/conditions/durations';
import { gapsOf } from '@/lib/conditions/gaps';
import { type Condition, startTest, type Test } from '@/lib/conditions/language';
import classes from '../scoring.module.css';

const MAX_POINTS = 1_000;
const MAX_COUNTED = 50;

type Fading = 'never' | 'lasts' | 'halves';

interface RuleDrawerProps {
  rule: Rule;
  onDone: (rule: Rule) => void;
  onClose: () => void;
}

/** One rule: how many points, and for what. */
export function RuleDrawer({ rule, onDone, onClose }: RuleDrawerProps) {
  const { t } = useTranslation();
  const [isEvent, setEvent] = useState(typeof rule.event === 'string');
  const [own, setOwn] = useState<Rule>(rule);
  const conditions = useConditions(rule.when ?? null);
  const count = useCount(isEvent ? null : conditions.ready);
  const change = (patch: Partial<Rule>): void => setOwn({ ...own, ...patch });
  const isReady = isEvent ? isEventReady(own) : conditions.ready !== null && count.faults.length === 0;
  const done = (): void => onDone(isEvent ? asEventRule(own) : asCondition(own, conditions.ready));
  return (
    <Drawer opened onClose={onClose} size="xl" title={t('scoring.rule')}>
      <Stack>
        <Group align="flex-start" grow preventGrowOverflow={false}>
          <NumberInput
            label={t('scoring.points')}
            description={t('scoring.pointsText')}
            w={150}
            min={-MAX_POINTS}
            max={MAX_POINTS}
            allowDecimal={false}
            value={own.points}
            onChange={(points) => change({ points: Number(points) || 0 })}
          />
          <TextInput
            label={t('scoring.ruleName')}
            description={t('scoring.ruleNameText')}
            maxLength={200}
            value={own.name ?? ''}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
        </Group>
        <SegmentedControl
          aria-label={t('scoring.forWhat')}
          value={isEvent ? 'event' : 'when'}
          onChange={(next) => setEvent(next === 'event')}
          data={[
            { value: 'event', label: t('scoring.forEvents') },
            { value: 'when', label: t('scoring.whileHolds') },
          ]}
        />
        {isEvent ? (
          <EventFields rule={own} onChange={change} />
        ) : (
          <>
            <ConditionEditor conditions={conditions} faults={count.faults} />
            <LiveCount count={count} gaps={conditions.gaps.length} isEmpty={conditions.value === null} />
          </>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button disabled={!isReady || own.points === 0} onClick={done}>
            {t('scoring.done')}
          </Button>
        </Group>
      </Stack>
    </Drawer>
  );
}

const selectorOf = ({ event, where }: Rule) => ({ event: event ?? '', ...(where?.length && { where }) });

function isEventReady(rule: Rule): boolean {
  const spans = [rule.lasts, rule.halves_every].filter((span) => span !== null && span !== undefined);
  return gapsOf(selectorOf(rule)).length === 0 && spans.every((span) => readDuration(span) !== null);
}

/** The rule with only what belongs to its kind. */
export function asEventRule({ id, name, points, at_most, lasts, halves_every, ...rest }: Rule): Rule {
  return {
    id,
    name: name?.trim() ?? '',
    points,
    ...selectorOf({ id, points, ...rest }),
    at_most: at_most ?? 1,
    ...(lasts && { lasts }),
    ...(halves_every && !lasts && { halves_every }),
  };
}

export function asCondition({ id, name, points }: Rule, when: Condition | null): Rule {
  return { id, name: name?.trim() ?? '', points, ...(when && { when }) };
}

function Line({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <div className={classes.pair}>{children}</div>
    </>
  );
}

/** Which event, how many of them count, how long. */
function EventFields({ rule, onChange }: { rule: Rule; onChange: (patch: Partial<Rule>) => void }) {
  const { t } = useTranslation();
  const event = rule.event ?? '';
  const tests = (rule.where ?? []) as unknown as Test[];
  const write = (next: Test[]): void => onChange({ where: next });
  const fading: Fading = rule.lasts ? 'lasts' : rule.halves_every ? 'halves' : 'never';
  const span = rule.lasts ?? rule.halves_every ?? '';
  const fade = (next: Fading, duration: string): void =>
    onChange({ lasts: next === 'lasts' ? duration : null, halves_every: next === 'halves' ? duration : null });
  return (
    <div className={classes.borders}>
      <Line label={t('scoring.eachEvent')}>
        <EventChoice value={event} onChange={(name) => onChange({ event: name, where: null })} path="filter.event" />
        <div style={{ flexBasis: '100%' }}>
          <Where event={event} tests={tests} path="filter.where" onChange={write} />
        </div>
        {event && <Adding onClick={() => write([...tests, startTest('', [])])}>{t('conditions.addWhere')}</Adding>}
      </Line>
      <Line label={t('scoring.atMost')}>
        <NumberInput
          size="xs"
          w={80}
          aria-label={t('scoring.atMost')}
          min={1}
          max={MAX_COUNTED}
          clampBehavior="strict"
          allowDecimal={false}
          value={rule.at_most ?? 1}
          onChange={(next) => onChange({ at_most: Math.max(1, Number(next) || 1) })}
        />
        <Text span size="sm" c="dimmed">
          {t('scoring.latestOnes')}
        </Text>
      </Line>
      <Line label={t('scoring.fading')}>
        <SegmentedControl
          size="xs"
          aria-label={t('scoring.fading')}
          value={fading}
          onChange={(next) => fade(next, span || 'P30D')}
          data={(['never', 'lasts', 'halves'] as const).map((value) => ({
            value,
            label: t(`scoring.fade.${value}`),
          }))}
        />
        {fading !== 'never' && (
          <DurationField
            label={t(`scoring.fade.${fading}`)}
            value={span}
            onChange={(duration) => duration && fade(fading, duration)}
            path="filter.within.last"
          />
        )}
        {fading === 'halves' && (
          <Text size="xs" c="dimmed" style={{ flexBasis: '100%' }}>
            {t('scoring.halvesText')}
          </Text>
        )}
      </Line>
    </div>
  );
}

import { Anchor, NumberInput, Select, SimpleGrid, Stack, Switch, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Section } from '@/components/ui/Section';
import type { RoutingRules, Team } from '../api/rules';
import { Minutes } from './Minutes';
import { BACK_AFTER } from './TeamDialog';

const LANGUAGES = ['ru', 'en'] as const;
const AUTO_AWAY = 30;
const DAY_MIN = 1440;
const WEEK_MIN = 10_080;
const MAX_TEXT = 1000;

export interface PartProps {
  rules: RoutingRules;
  change: (patch: Partial<RoutingRules>) => void;
  isDisabled: boolean;
}

/** Where a conversation comes that begins. */
export function Arriving({ rules, change, isDisabled, teams }: PartProps & { teams: Team[] }) {
  const { t } = useTranslation();
  return (
    <Section title={t('rules.arriving.title')} text={t('rules.arriving.text')}>
      <Select
        aria-label={t('rules.arriving.title')}
        allowDeselect={false}
        disabled={isDisabled}
        value={String(rules.default_team ?? '')}
        data={[
          { value: '', label: t('rules.arriving.everybody') },
          ...teams.map((team) => ({ value: String(team.id), label: team.name })),
        ]}
        onChange={(value) => change({ default_team: Number(value) || null })}
      />
    </Section>
  );
}

/** When somebody does not keep a conversation any more. */
export function Back({ rules, change, isDisabled }: PartProps) {
  const { t } = useTranslation();
  return (
    <Section title={t('rules.back.title')} text={t('rules.back.text')}>
      <Stack gap="md">
        <Switch
          label={t('rules.back.away')}
          description={t('rules.back.awayText')}
          checked={rules.back_when_away}
          disabled={isDisabled}
          onChange={(event) => change({ back_when_away: event.currentTarget.checked })}
        />
        <Minutes
          label={t('rules.back.silent')}
          description={t('rules.back.noTeamText')}
          value={rules.back_after_minutes}
          usual={BACK_AFTER}
          isDisabled={isDisabled}
          onChange={(back_after_minutes) => change({ back_after_minutes })}
        />
        <Minutes
          label={t('rules.back.idle')}
          description={t('rules.back.idleText')}
          value={rules.auto_away_minutes || null}
          usual={AUTO_AWAY}
          largest={DAY_MIN}
          isDisabled={isDisabled}
          onChange={(minutes) => change({ auto_away_minutes: minutes ?? 0 })}
        />
      </Stack>
    </Section>
  );
}

/** What a visitor is told who writes while nobody works. */
export function OutOfHours({ rules, change, isDisabled }: PartProps) {
  const { t } = useTranslation();
  const rule = rules.out_of_hours;
  const set = (patch: Partial<typeof rule>) => change({ out_of_hours: { ...rule, ...patch } });
  const text = (
    <>
      {t('rules.closed.text')}{' '}
      <Anchor component={Link} to="/settings/chat" inherit underline="always">
        {t('rules.closed.hours')}
      </Anchor>
    </>
  );
  return (
    <Section title={t('rules.closed.title')} text={text}>
      <Stack gap="md">
        <Switch
          label={t('rules.closed.isOn')}
          description={t('rules.closed.isOnText')}
          checked={rule.is_on}
          disabled={isDisabled}
          onChange={(event) => set({ is_on: event.currentTarget.checked })}
        />
        {rule.is_on && (
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            {LANGUAGES.map((language) => (
              <Textarea
                key={language}
                autosize
                minRows={3}
                maxLength={MAX_TEXT}
                label={t(`rules.closed.answer.${language}`)}
                placeholder={t(`rules.closed.hint.${language}`)}
                value={rule.text[language]}
                disabled={isDisabled}
                onChange={(event) => set({ text: { ...rule.text, [language]: event.currentTarget.value } })}
              />
            ))}
          </SimpleGrid>
        )}
      </Stack>
    </Section>
  );
}

/** Whether visitors are asked how it was. */
export function Rating({ rules, change, isDisabled }: PartProps) {
  const { t } = useTranslation();
  const rule = rules.csat;
  const set = (patch: Partial<typeof rule>) => change({ csat: { ...rule, ...patch } });
  return (
    <Section title={t('rules.rating.title')} text={t('rules.rating.text')}>
      <Stack gap="md">
        <Switch
          label={t('rules.rating.isOn')}
          description={t('rules.rating.isOnText')}
          checked={rule.is_on}
          disabled={isDisabled}
          onChange={(event) => set({ is_on: event.currentTarget.checked })}
        />
        {rule.is_on && (
          <NumberInput
            w={260}
            label={t('rules.rating.delay')}
            description={t('rules.rating.delayText')}
            suffix={` ${t('rules.min')}`}
            value={rule.delay_minutes}
            min={0}
            max={WEEK_MIN}
            allowDecimal={false}
            allowNegative={false}
            clampBehavior="strict"
            disabled={isDisabled}
            onChange={(value) => set({ delay_minutes: Number(value) || 0 })}
          />
        )}
      </Stack>
    </Section>
  );
}

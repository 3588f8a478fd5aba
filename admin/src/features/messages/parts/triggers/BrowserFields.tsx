import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Choice } from '@/components/conditions/Choice';
import { NumberField } from '@/components/conditions/fields';
import type { BrowserTrigger, Measured } from '../../api/graph';
import classes from '../parts.module.css';
import { TextField } from '../TextField';

const KINDS: Measured[] = [
  'exit_intent',
  'scroll',
  'time_on_page',
  'time_on_site',
  'pages',
  'element_seen',
  'click',
  'call',
];

/** What each begins with. */
const FIRST: Record<Measured, BrowserTrigger> = {
  exit_intent: { browser: 'exit_intent' },
  scroll: { browser: 'scroll', percent: 50 },
  time_on_page: { browser: 'time_on_page', seconds: 30 },
  time_on_site: { browser: 'time_on_site', seconds: 900 },
  pages: { browser: 'pages', count: 5, of: 'session' },
  element_seen: { browser: 'element_seen', selector: '' },
  click: { browser: 'click', selector: '' },
  call: { browser: 'call', name: 'promo' },
};

interface BrowserFieldsProps {
  trigger: BrowserTrigger;
  path: string;
  onChange: (trigger: BrowserTrigger) => void;
}

/** What happens on an open page. */
export function BrowserFields({ trigger, path, onChange }: BrowserFieldsProps) {
  const { t } = useTranslation();
  return (
    <>
      <div className={classes.sentence}>
        <Choice
          label={t('messages.trigger.onPage')}
          value={trigger.browser}
          options={KINDS.map((value) => ({ value, label: t(`messages.measured.${value}`) }))}
          onChange={(kind) => onChange(FIRST[kind as Measured])}
        />
        <Figure trigger={trigger} path={path} onChange={onChange} />
      </div>
      {(trigger.browser === 'exit_intent' || trigger.browser === 'call') && (
        <Text size="xs" c="dimmed">
          {t(`messages.measuredText.${trigger.browser}`, { name: trigger.name ?? '' })}
        </Text>
      )}
    </>
  );
}

function Figure({ trigger, path, onChange }: BrowserFieldsProps) {
  const { t } = useTranslation();
  const label = t(`messages.measured.${trigger.browser}`);
  switch (trigger.browser) {
    case 'scroll':
      return (
        <>
          <NumberField
            isWhole
            min={1}
            label={label}
            value={trigger.percent}
            path={`${path}.percent`}
            onChange={(percent) => onChange({ ...trigger, percent: percent as number })}
          />
          <span>%</span>
        </>
      );
    case 'time_on_page':
    case 'time_on_site':
      return <Seconds trigger={trigger} path={path} onChange={onChange} label={label} />;
    case 'pages':
      return (
        <>
          <NumberField
            isWhole
            min={1}
            label={label}
            value={trigger.count}
            path={`${path}.count`}
            onChange={(count) => onChange({ ...trigger, count: count as number })}
          />
          <Choice
            label={t('messages.trigger.pagesOf')}
            value={trigger.of ?? 'session'}
            options={(['session', 'all'] as const).map((value) => ({
              value,
              label: t(`messages.trigger.of.${value}`),
            }))}
            onChange={(of) => onChange({ ...trigger, of: of as 'session' | 'all' })}
          />
        </>
      );
    case 'element_seen':
    case 'click':
      return (
        <TextField
          label={t('messages.trigger.selector')}
          placeholder=".price, #buy"
          value={trigger.selector ?? ''}
          path={`${path}.selector`}
          onChange={(selector) => onChange({ ...trigger, selector })}
        />
      );
    case 'call':
      return (
        <TextField
          label={t('messages.trigger.callName')}
          placeholder="promo"
          value={trigger.name ?? ''}
          path={`${path}.name`}
          onChange={(name) => onChange({ ...trigger, name })}
        />
      );
    default:
      return null;
  }
}

/** Seconds, shown as minutes where they are whole ones. */
function Seconds({ trigger, path, onChange, label }: BrowserFieldsProps & { label: string }) {
  const { t } = useTranslation();
  const seconds = trigger.seconds ?? 0;
  const unit = seconds >= 60 && seconds % 60 === 0 ? 60 : 1;
  return (
    <>
      <NumberField
        isWhole
        min={1}
        label={label}
        value={seconds / unit}
        path={`${path}.seconds`}
        onChange={(next) => onChange({ ...trigger, seconds: typeof next === 'number' ? next * unit : 0 })}
      />
      <Choice
        label={t('conditions.unit')}
        value={String(unit)}
        options={[
          { value: '1', label: t('messages.lasting.second', { count: seconds }) },
          { value: '60', label: t('messages.lasting.minute', { count: seconds / 60 }) },
        ]}
        onChange={(next) => onChange({ ...trigger, seconds: (seconds / unit) * Number(next) })}
      />
    </>
  );
}

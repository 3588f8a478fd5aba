import { Checkbox, Group, NumberInput, Radio, Stack, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import type { Mailing } from '../api/graph';
import { FaultsAt } from '../parts/faults';
import { TextField } from '../parts/TextField';
import { ZoneChoice } from '../parts/ZoneChoice';
import { useMessage } from './context';
import { withEntry } from './model';

const MOST_A_MINUTE = 1_000_000;

/** The next day at ten: a usual time, as clocks read it. */
function tomorrow(): string {
  const day = new Date(Date.now() + 86_400_000);
  return `${day.toISOString().slice(0, 10)}T10:00`;
}

/** When a mailing goes out, and how fast. */
export function MailingFields() {
  const { t } = useTranslation();
  const { editing } = useMessage();
  const { graph, set } = editing;
  const mailing = graph.entry.mailing ?? {};
  const write = (patch: { [K in keyof Mailing]?: Mailing[K] | undefined }): void => {
    const next = Object.entries<unknown>({ ...mailing, ...patch }).filter(([, value]) => value !== undefined);
    set(withEntry(graph, { ...graph.entry, mailing: Object.fromEntries(next) }));
  };
  const isLater = mailing.at !== undefined && mailing.at !== null;
  return (
    <>
      <Section title={t('messages.mailing.when')}>
        <Radio.Group
          aria-label={t('messages.mailing.when')}
          value={isLater ? 'later' : 'now'}
          onChange={(next) => write({ at: next === 'later' ? tomorrow() : undefined, zone: undefined })}
        >
          <Stack gap={10}>
            <Radio value="now" label={t('messages.mailing.now')} />
            <Radio value="later" label={t('messages.mailing.later')} />
          </Stack>
        </Radio.Group>
        {isLater && (
          <Group gap={8} mt="sm" pl={32}>
            <TextField
              type="datetime-local"
              label={t('messages.mailing.later')}
              value={mailing.at ?? ''}
              path="entry.mailing.at"
              onChange={(at) => write({ at })}
            />
            <ZoneChoice zone={mailing.zone} onChange={(zone) => write({ zone })} />
          </Group>
        )}
        <FaultsAt path="entry.mailing.at" />
      </Section>
      <Section title={t('messages.mailing.speed')} text={t('messages.mailing.speedText')}>
        <Group gap="md" align="center">
          <Switch
            label={t('messages.mailing.throttle')}
            checked={mailing.per_minute !== undefined}
            onChange={(event) => write({ per_minute: event.currentTarget.checked ? 1_000 : undefined })}
          />
          {mailing.per_minute !== undefined && (
            <NumberInput
              w={150}
              aria-label={t('messages.mailing.perMinute')}
              suffix={` ${t('messages.mailing.aMinute')}`}
              min={1}
              max={MOST_A_MINUTE}
              allowDecimal={false}
              value={mailing.per_minute}
              onChange={(next) => write({ per_minute: Number(next) || 1 })}
            />
          )}
        </Group>
        <FaultsAt path="entry.mailing.per_minute" />
        <Checkbox
          mt="md"
          label={t('messages.mailing.frozen')}
          description={t('messages.mailing.frozenText')}
          checked={mailing.frozen ?? false}
          onChange={(event) => write({ frozen: event.currentTarget.checked || undefined })}
        />
      </Section>
    </>
  );
}

import { ActionIcon, Button, Group, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import type { DomainPace } from '../api/sending';
import type { PartProps } from './part';
import classes from './sending.module.css';

const REST = '*';
const MOST = 50;
const FASTEST = 100_000;
const USUAL = 600;

/** How many letters a minute go to each mail service. */
export function Paces({ settings: { paces }, change }: PartProps) {
  const { t } = useTranslation();
  const set = (index: number, patch: Partial<DomainPace>): void =>
    change({ paces: paces.map((pace, at) => (at === index ? { ...pace, ...patch } : pace)) });
  const add = (domain: string): void => change({ paces: [...paces, { domain, per_minute: USUAL }] });
  return (
    <Section title={t('sending.rules.paces')} text={t('sending.rules.pacesText')}>
      <Stack gap="sm">
        {paces.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('sending.rules.noPaces')}
          </Text>
        )}
        {paces.map(({ domain, per_minute }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is known by its place while its domain is typed
          <div key={index} className={classes.rule}>
            <TextInput
              label={t('sending.rules.domain')}
              placeholder="mail.ru"
              value={domain === REST ? t('sending.rules.everyOther') : domain}
              readOnly={domain === REST}
              required
              withAsterisk={false}
              pattern={domain === REST ? undefined : '[A-Za-z0-9\\-]+(\\.[A-Za-z0-9\\-]+)+'}
              style={{ flex: '1 1 180px', maxWidth: 300 }}
              onChange={(event) => set(index, { domain: event.currentTarget.value.trim().toLowerCase() })}
            />
            <NumberInput
              w={150}
              label={t('sending.rules.perMinute')}
              min={1}
              max={FASTEST}
              allowDecimal={false}
              clampBehavior="strict"
              value={per_minute}
              onChange={(next) => set(index, { per_minute: Number(next) || 1 })}
            />
            <ActionIcon
              mb={4}
              aria-label={t('sending.rules.removePace')}
              onClick={() => change({ paces: paces.filter((_, at) => at !== index) })}
            >
              <IconX size={16} />
            </ActionIcon>
          </div>
        ))}
        {paces.length < MOST && (
          <Group gap="xs">
            <Button variant="default" size="compact-md" leftSection={<IconPlus size={14} />} onClick={() => add('')}>
              {t('sending.rules.addPace')}
            </Button>
            {paces.every(({ domain }) => domain !== REST) && (
              <Button
                variant="default"
                size="compact-md"
                leftSection={<IconPlus size={14} />}
                onClick={() => add(REST)}
              >
                {t('sending.rules.addRest')}
              </Button>
            )}
          </Group>
        )}
      </Stack>
    </Section>
  );
}

import { ActionIcon, Button, NumberInput, Stack } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { DurationField } from '@/components/conditions/fields';
import { Section } from '@/components/ui/Section';
import { keyOf, removeAt, replaceAt } from '@/lib/conditions/tree';
import type { CapRule } from '../api/settings';
import { ChannelChoice } from './ChannelChoice';
import type { PartProps } from './part';
import classes from './settings.module.css';

const MOST_RULES = 10;
const MOST = 1_000;

/** How many promotional messages one human gets at most. */
export function Caps({ settings: { caps }, change }: PartProps) {
  const { t } = useTranslation();
  const set = (index: number, patch: Partial<CapRule>): void => {
    const old = caps[index];
    if (old) change({ caps: replaceAt(caps, index, { ...old, ...patch }) });
  };
  return (
    <Section title={t('messages.settings.caps')} text={t('messages.settings.capsText')}>
      <Stack gap="lg">
        {caps.map((rule, index) => (
          <div key={keyOf(rule)} className={classes.rule}>
            <NumberInput
              w={110}
              label={t('messages.settings.atMost')}
              min={1}
              max={MOST}
              allowDecimal={false}
              clampBehavior="strict"
              value={rule.count}
              onChange={(count) => set(index, { count: Number(count) || 1 })}
            />
            <span style={{ paddingBottom: 7 }}>{t('messages.settings.in')}</span>
            <div style={{ display: 'flex', gap: 4, paddingBottom: 3 }}>
              <DurationField
                label={t('messages.settings.in')}
                value={rule.period}
                onChange={(period) => set(index, { period: period || 'P1D' })}
                path=""
              />
            </div>
            <div style={{ flex: '1 1 220px' }}>
              <ChannelChoice
                label={t('messages.settings.capChannels')}
                none={t('messages.settings.allChannels')}
                value={rule.channels}
                onChange={(channels) => set(index, { channels })}
              />
            </div>
            <ActionIcon
              mb={4}
              aria-label={t('messages.settings.removeCap')}
              onClick={() => change({ caps: removeAt(caps, index) })}
            >
              <IconX size={16} />
            </ActionIcon>
          </div>
        ))}
        {caps.length < MOST_RULES && (
          <Button
            variant="default"
            size="compact-md"
            w="fit-content"
            leftSection={<IconPlus size={14} />}
            onClick={() => change({ caps: [...caps, { count: 1, period: 'P1D', channels: [] }] })}
          >
            {t('messages.settings.addCap')}
          </Button>
        )}
      </Stack>
    </Section>
  );
}

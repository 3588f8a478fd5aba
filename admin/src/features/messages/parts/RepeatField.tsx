import { Radio, Stack, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DurationField } from '@/components/conditions/fields';
import type { Repeat } from '../api/graph';
import { FaultsAt } from './faults';
import classes from './parts.module.css';

interface RepeatProps {
  repeat: Repeat | undefined;
  isTogether: boolean;
  onChange: (repeat: Repeat) => void;
  onTogether?: (isTogether: boolean) => void;
}

/** How often one person may get it. */
export function RepeatField({ repeat = 'once', isTogether, onChange, onTogether }: RepeatProps) {
  const { t } = useTranslation();
  const form = typeof repeat === 'string' ? repeat : 'every';
  const choose = (next: string): void => onChange(next === 'every' ? { every: 'P7D' } : (next as 'once' | 'always'));
  return (
    <Stack gap="xs">
      <Radio.Group value={form} onChange={choose} aria-label={t('messages.repeat.label')}>
        <Stack gap={8}>
          <Radio value="once" label={t('messages.repeat.once')} />
          <div className={classes.rule}>
            <Radio value="every" label={t('messages.repeat.every')} />
            {typeof repeat === 'object' && (
              <DurationField
                label={t('messages.repeat.every')}
                value={repeat.every}
                onChange={(every) => onChange({ every })}
                path="entry.repeat.every"
              />
            )}
          </div>
          <Radio value="always" label={t('messages.repeat.always')} description={t('messages.repeat.alwaysText')} />
        </Stack>
      </Radio.Group>
      {onTogether && (
        <Switch
          mt={4}
          size="sm"
          label={t('messages.repeat.together')}
          description={t('messages.repeat.togetherText')}
          checked={isTogether}
          onChange={(event) => onTogether(event.currentTarget.checked)}
        />
      )}
      <FaultsAt path="entry.repeat" />
    </Stack>
  );
}

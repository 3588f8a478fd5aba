import { NumberInput, Select, Stack, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import type { ChatSettings } from '../api/chat';
import type { PartProps } from './part';

const FLAGS = ['shows_operators', 'has_sound', 'shows_typing_text'] as const;
const ASK = ['never', 'offline', 'always'] as const;
const MIB = 1_048_576;
const LARGEST_MIB = 20;

/** What the chat asks, shows and takes. */
export function Behaviour({ settings, change, isDisabled }: PartProps) {
  const { t } = useTranslation();
  return (
    <Section title={t('chat.behaviour.title')}>
      <Stack gap="md">
        <Select
          label={t('chat.behaviour.ask')}
          description={t('chat.behaviour.askText')}
          allowDeselect={false}
          value={settings.ask_contact}
          disabled={isDisabled}
          data={ASK.map((value) => ({ value, label: t(`chat.behaviour.asks.${value}`) }))}
          onChange={(value) => change({ ask_contact: value as ChatSettings['ask_contact'] })}
        />
        {FLAGS.map((name) => (
          <Switch
            key={name}
            label={t(`chat.behaviour.${name}.title`)}
            description={t(`chat.behaviour.${name}.text`)}
            checked={settings[name]}
            disabled={isDisabled}
            onChange={(event) => change({ [name]: event.currentTarget.checked })}
          />
        ))}
        <NumberInput
          label={t('chat.behaviour.files')}
          value={settings.max_file_bytes / MIB}
          min={1}
          max={LARGEST_MIB}
          allowDecimal={false}
          clampBehavior="strict"
          disabled={isDisabled}
          onChange={(value) => change({ max_file_bytes: (Number(value) || 1) * MIB })}
        />
      </Stack>
    </Section>
  );
}

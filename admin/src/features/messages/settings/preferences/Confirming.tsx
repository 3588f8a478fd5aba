import { NumberInput, SegmentedControl, Select, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import type { PreferencePart } from './part';

const MOST_DAYS = 60;
const MOST_WORDS = 200;
const MOST_TEXT = 2_000;
const LANGUAGES = ['ru', 'en'] as const;
type Language = (typeof LANGUAGES)[number];

/** Whether subscriptions to letters wait for a word from the mailbox, and how they are asked for it. */
export function Confirming({ settings: { confirming }, change }: PreferencePart) {
  const { t } = useTranslation();
  const [language, choose] = useState<Language>('ru');
  const set = (patch: Partial<typeof confirming>): void => change({ confirming: { ...confirming, ...patch } });
  const words = confirming[language];
  const field = (name: 'subject' | 'text' | 'button') => ({
    label: t(`messages.confirming.${name}`),
    placeholder: t(`messages.confirming.ready.${language}.${name}`, {
      shop: '{{ workspace.name }}',
      interpolation: { skipOnVariables: true, escapeValue: false },
    }),
    value: words[name],
    maxLength: name === 'text' ? MOST_TEXT : MOST_WORDS,
    onChange: (event: { currentTarget: { value: string } }) =>
      set({ [language]: { ...words, [name]: event.currentTarget.value } }),
  });
  return (
    <Section title={t('messages.confirming.title')} text={t('messages.confirming.about')}>
      <Stack gap="md">
        <Switch
          label={t('messages.confirming.isOn')}
          description={t('messages.confirming.isOnText')}
          checked={confirming.is_on}
          onChange={(event) => set({ is_on: event.currentTarget.checked })}
        />
        <NumberInput
          w={260}
          label={t('messages.confirming.days')}
          suffix={` ${t('messages.confirming.daysOf')}`}
          min={1}
          max={MOST_DAYS}
          allowDecimal={false}
          clampBehavior="strict"
          value={confirming.days}
          onChange={(next) => set({ days: Number(next) || 1 })}
        />
        <Select
          maw={320}
          label={t('messages.confirming.language')}
          allowDeselect={false}
          value={confirming.language}
          data={LANGUAGES.map((value) => ({ value, label: t(`messages.confirming.languages.${value}`) }))}
          onChange={(value) => value && set({ language: value })}
        />
        <SegmentedControl
          aria-label={t('messages.confirming.letter')}
          style={{ alignSelf: 'flex-start' }}
          value={language}
          data={LANGUAGES.map((value) => ({ value, label: t(`messages.confirming.letterIn.${value}`) }))}
          onChange={(value) => choose(value === 'en' ? 'en' : 'ru')}
        />
        <TextInput {...field('subject')} />
        <Textarea {...field('text')} autosize minRows={4} maxRows={10} />
        <TextInput {...field('button')} description={t('messages.confirming.emptyText')} maw={320} />
      </Stack>
    </Section>
  );
}

import { SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import type { PartProps } from './part';

const LANGUAGES = ['ru', 'en'] as const;
const MAX_TITLE = 80;
const MAX_TEXT = 500;

/** What the chat says in both languages; where one is left out, the other stands. */
export function Words({ settings, change, isDisabled }: PartProps) {
  const { t } = useTranslation();
  const field = (what: 'title' | 'greeting' | 'offline_text', language: 'ru' | 'en') => ({
    label: `${t(`chat.words.${what}`)} · ${t(`chat.look.languages.${language}`)}`,
    value: settings[what][language],
    disabled: isDisabled,
    onChange: (event: { currentTarget: { value: string } }) =>
      change({ [what]: { ...settings[what], [language]: event.currentTarget.value } }),
  });
  return (
    <Section title={t('chat.words.head')} text={t('chat.words.text')}>
      <Stack gap="md">
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          {LANGUAGES.map((language) => (
            <TextInput key={language} maxLength={MAX_TITLE} {...field('title', language)} />
          ))}
        </SimpleGrid>
        {(['greeting', 'offline_text'] as const).map((what) => (
          <SimpleGrid key={what} cols={{ base: 1, sm: 2 }}>
            {LANGUAGES.map((language) => (
              <Textarea key={language} autosize minRows={2} maxLength={MAX_TEXT} {...field(what, language)} />
            ))}
          </SimpleGrid>
        ))}
      </Stack>
    </Section>
  );
}

import { NumberInput, Radio, Select, SimpleGrid, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Listed } from '@/components/ui/Listed';
import { Section } from '@/components/ui/Section';
import { SettingsForm, useEditedSettings } from '@/components/ui/SettingsForm';
import { fieldErrors } from '@/lib/api/errors';
import { type TalkSettings, talkLettersApi, talkSettingsQuery } from '../api/letters';
import { sendersQuery } from '../api/mail';

/** Answers of the chat that go to visitors by mail: when, from whom, with which link back. */
export function Answers() {
  const { t } = useTranslation();
  const query = useQuery(talkSettingsQuery);
  return (
    <Section title={t('mail.answers')} text={t('mail.answersText')}>
      <Listed query={query} count={3}>
        {query.data && <Form saved={query.data} />}
      </Listed>
    </Section>
  );
}

function Form({ saved }: { saved: TalkSettings }) {
  const { t } = useTranslation();
  const { settings, change, error, form } = useEditedSettings(saved, {
    query: talkSettingsQuery,
    save: talkLettersApi.save,
  });
  return (
    <SettingsForm form={form}>
      <Stack gap="md">
        <Radio.Group label={t('mail.visitors')} value={settings.visitors} onChange={(visitors) => change({ visitors })}>
          <Stack gap={8} mt={6}>
            {(['away', 'always', 'never'] as const).map((value) => (
              <Radio key={value} value={value} label={t(`mail.visitorsAre.${value}`)} />
            ))}
          </Stack>
        </Radio.Group>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <Minutes
            label={t('mail.delay')}
            value={settings.delay_minutes}
            isDisabled={settings.visitors === 'never'}
            onChange={(delay_minutes) => change({ delay_minutes })}
          />
          <SenderOfAnswers value={settings.sender_id} onChange={(sender_id) => change({ sender_id })} />
          <TextInput
            label={t('mail.site')}
            description={t('mail.siteText')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            type="url"
            placeholder="https://"
            value={settings.site}
            error={fieldErrors(error).site}
            onChange={(event) => change({ site: event.currentTarget.value.trim() })}
          />
          <NumberInput
            label={t('mail.linkDays')}
            description={t('mail.linkDaysText')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            min={1}
            max={30}
            allowDecimal={false}
            clampBehavior="strict"
            value={settings.link_days}
            disabled={!settings.site}
            onChange={(value) => change({ link_days: Number(value) || 1 })}
          />
          {(['ru', 'en'] as const).map((language) => (
            <Textarea
              key={language}
              label={t(`mail.footer.${language}`)}
              autosize
              minRows={2}
              maxLength={500}
              value={settings.footer[language]}
              onChange={(event) => change({ footer: { ...settings.footer, [language]: event.currentTarget.value } })}
            />
          ))}
        </SimpleGrid>
        <Switch
          label={t('mail.transcript')}
          checked={settings.transcript_on_close}
          onChange={(event) => change({ transcript_on_close: event.currentTarget.checked })}
        />
      </Stack>
    </SettingsForm>
  );
}

interface MinutesProps {
  label: string;
  value: number;
  isDisabled?: boolean;
  onChange: (value: number) => void;
}

/** So long a message waits for being read. */
export function Minutes({ label, value, isDisabled = false, onChange }: MinutesProps) {
  return (
    <NumberInput
      label={label}
      min={1}
      max={1440}
      allowDecimal={false}
      clampBehavior="strict"
      value={value}
      disabled={isDisabled}
      onChange={(given) => onChange(Number(given) || 1)}
    />
  );
}

function SenderOfAnswers({ value, onChange }: { value: number | null; onChange: (id: number | null) => void }) {
  const { t } = useTranslation();
  const senders = useQuery(sendersQuery).data?.items ?? [];
  return (
    <Select
      label={t('mail.answersFrom')}
      placeholder={t('mail.answersFromDefault')}
      clearable
      data={senders.map(({ id, name, address }) => ({ value: id, label: name ? `${name} <${address}>` : address }))}
      value={value === null ? null : String(value)}
      onChange={(id) => onChange(id === null ? null : Number(id))}
    />
  );
}

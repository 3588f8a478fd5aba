import { Group, Select, Stack, Switch, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { colleaguesQuery } from '@/components/tasks/api';
import { PersonAvatar } from '@/components/ui/PersonAvatar';
import { Section } from '@/components/ui/Section';
import { type ContentProps, faultsOf, textOf } from './ContentEditor';
import classes from './contents.module.css';
import { LiquidField } from './LiquidField';
import { PersonPreview } from './PersonPreview';

const MAX_TEXT = 4_000;

/** A word in the chat, from a named colleague. */
export function ChatEditor({ content, onChange, faults }: ContentProps) {
  const { t } = useTranslation();
  const colleagues = useQuery(colleaguesQuery).data ?? [];
  const set = (patch: ContentProps['content']): void => onChange({ ...content, ...patch });
  const from = typeof content.from === 'number' ? content.from : null;
  const sender = colleagues.find(({ id }) => id === from);
  return (
    <div className={classes.layout}>
      <Section title={t('messages.chat.title')} text={t('messages.chat.text')}>
        <Stack gap="md">
          <Select
            label={t('messages.chat.from')}
            description={t('messages.chat.fromText')}
            searchable
            allowDeselect={false}
            value={String(from ?? '')}
            data={[
              { value: '', label: t('messages.chat.fromTeam') },
              ...colleagues.map(({ id, name }) => ({ value: String(id), label: name })),
            ]}
            onChange={(value) => set({ from: value ? Number(value) : null })}
          />
          <LiquidField
            isLong
            isRequired
            minRows={4}
            maxLength={MAX_TEXT}
            label={t('messages.chat.words')}
            placeholder={t('messages.chat.hint')}
            value={textOf(content.text)}
            onChange={(text) => set({ text })}
            faults={faultsOf(faults, 'text')}
          />
          <Select
            label={t('messages.chat.when')}
            allowDeselect={false}
            value={textOf(content.when) || 'now'}
            data={(['now', 'visit'] as const).map((value) => ({ value, label: t(`messages.chat.whenIs.${value}`) }))}
            onChange={(when) => set({ when: when ?? 'now' })}
          />
          <Switch
            label={t('messages.chat.silent')}
            description={t('messages.chat.silentText')}
            checked={content.is_silent === true}
            onChange={(event) => set({ is_silent: event.currentTarget.checked })}
          />
        </Stack>
      </Section>
      <PersonPreview channel="chat" content={content}>
        {(shown) => (
          <div className={classes.chat}>
            <div className={classes.from}>
              <PersonAvatar id={String(from ?? 0)} name={sender?.name ?? t('messages.chat.team')} size={26} />
              <Text span size="xs" fw={500}>
                {sender?.name ?? t('messages.chat.team')}
              </Text>
            </div>
            <div className={classes.bubble}>
              {textOf(shown.text) || (
                <Text span inherit c="dimmed">
                  {t('messages.chat.hint')}
                </Text>
              )}
            </div>
            <Group gap={6}>
              <Text size="xs" c="dimmed">
                {t('messages.chat.answer')}
              </Text>
            </Group>
          </div>
        )}
      </PersonPreview>
    </div>
  );
}

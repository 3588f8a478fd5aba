import { Checkbox, Select, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { TopicField } from '../../parts/TopicField';
import { useBuilding, useFaultOf } from '../context';
import type { ConsentBlock } from '../model/popup';
import { Words } from './Words';

/** To process his data, or to write by a channel. */
const PROCESSING = '';
const CHANNELS = [PROCESSING, 'email', 'sms', 'web_push', 'telegram', 'vk', 'max', 'callback'] as const;

/** A box to tick: kept with the time, this very text and the page it stood on. */
export function ConsentPanel({ block }: { block: ConsentBlock }) {
  const { t } = useTranslation();
  const { change } = useBuilding();
  const faultOf = useFaultOf();
  const { channel: _channel, topic: _topic, ...plain } = block;
  const channel = block.channel ?? PROCESSING;
  const isToWrite = channel !== PROCESSING;
  const to = (next: string): ConsentBlock =>
    next === PROCESSING ? plain : { ...plain, channel: next, topic: block.topic ?? '' };
  const known = CHANNELS.some((each) => each === channel) ? CHANNELS : [...CHANNELS, channel];
  return (
    <Stack gap="sm">
      <Words
        label={t('popups.consent.text')}
        value={block.text}
        onChange={(text) => change({ ...block, text })}
        at="text"
        isLong
        maxLength={5_000}
      />
      <Select
        label={t('popups.consent.channel')}
        allowDeselect={false}
        value={channel}
        error={faultOf('channel')}
        data={known.map((value) => ({
          value,
          label: t(`popups.consent.channels.${(value || 'processing') as 'email'}`, { defaultValue: value }),
        }))}
        onChange={(value) => value !== null && change(to(value))}
      />
      {isToWrite && (
        <TopicField
          label={t('popups.consent.topic')}
          description={t('popups.consent.topicText')}
          placeholder={t('popups.consent.topicExample')}
          value={block.topic ?? ''}
          error={faultOf('topic')}
          onChange={(topic) => change({ ...block, topic: topic.trim() })}
        />
      )}
      {channel === 'email' && <ConfirmingChoice />}
      <Checkbox
        label={t('popups.consent.required')}
        checked={block.required ?? false}
        onChange={(event) => change({ ...block, required: event.currentTarget.checked })}
      />
      <Text size="xs" c="dimmed">
        {t('popups.consent.kept')}
      </Text>
    </Stack>
  );
}

/** Of the whole form: whether a letter asks to confirm before anything else is sent. */
function ConfirmingChoice() {
  const { t } = useTranslation();
  const { popup, edit } = useBuilding();
  return (
    <Select
      label={t('popups.consent.confirming')}
      description={t('popups.consent.confirmingText')}
      allowDeselect={false}
      value={popup.confirming ?? 'usual'}
      data={(['usual', 'on', 'off'] as const).map((value) => ({ value, label: t(`popups.consent.confirms.${value}`) }))}
      onChange={(value) =>
        edit(({ confirming: _before, ...now }) => ({
          ...now,
          ...((value === 'on' || value === 'off') && { confirming: value }),
        }))
      }
    />
  );
}

import { MultiSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CHANNELS, type Channel } from '../api/graph';

interface ChannelChoiceProps {
  label: string;
  description?: string;
  /** What stands there while none is named. */
  none: string;
  value: readonly Channel[];
  onChange: (channels: Channel[]) => void;
}

/** Some channels by name. */
export function ChannelChoice({ label, description, none, value, onChange }: ChannelChoiceProps) {
  const { t } = useTranslation();
  return (
    <MultiSelect
      searchable
      label={label}
      description={description}
      placeholder={value.length === 0 ? none : ''}
      data={CHANNELS.map((channel) => ({ value: channel, label: t(`messages.channel.${channel}`) }))}
      value={[...value]}
      onChange={(next) => onChange(CHANNELS.filter((channel) => next.includes(channel)))}
    />
  );
}

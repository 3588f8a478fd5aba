import { ThemeIcon, Tooltip } from '@mantine/core';
import {
  IconAppWindow,
  IconBell,
  IconBrandFacebook,
  IconBrandTelegram,
  IconBrandVk,
  IconChecklist,
  IconDeviceMobileMessage,
  IconForms,
  IconMail,
  IconMessageCircle,
  IconMessages,
  IconPhoneCall,
  IconWebhook,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CHANNELS } from '@/lib/conditions/language';

type Channel = (typeof CHANNELS)[number];

const LOOKS: Record<Channel, { icon: typeof IconMail; color: string }> = {
  chat: { icon: IconMessageCircle, color: 'teal' },
  popup: { icon: IconAppWindow, color: 'iris' },
  form: { icon: IconForms, color: 'grape' },
  email: { icon: IconMail, color: 'orange' },
  web_push: { icon: IconBell, color: 'cyan' },
  app_push: { icon: IconDeviceMobileMessage, color: 'cyan' },
  sms: { icon: IconMessages, color: 'pink' },
  telegram: { icon: IconBrandTelegram, color: 'blue' },
  vk: { icon: IconBrandVk, color: 'blue' },
  max: { icon: IconMessages, color: 'blue' },
  facebook: { icon: IconBrandFacebook, color: 'blue' },
  callback: { icon: IconPhoneCall, color: 'pink' },
  webhook: { icon: IconWebhook, color: 'gray' },
  task: { icon: IconChecklist, color: 'yellow' },
};

interface ChannelIconProps {
  channel: Channel;
  size?: number;
  /** Where the name stands beside it. */
  isSilent?: boolean;
}

/** How a message reaches people, at a glance. */
export function ChannelIcon({ channel, size = 24, isSilent = false }: ChannelIconProps) {
  const { t } = useTranslation();
  const { icon: Icon, color } = LOOKS[channel];
  const name = t(`messages.channel.${channel}`);
  const icon = (
    <ThemeIcon
      variant="light"
      color={color}
      size={size}
      radius="md"
      {...(isSilent ? { 'aria-hidden': true } : { role: 'img', 'aria-label': name })}
    >
      <Icon size={size * 0.62} stroke={1.8} />
    </ThemeIcon>
  );
  return isSilent ? icon : <Tooltip label={name}>{icon}</Tooltip>;
}

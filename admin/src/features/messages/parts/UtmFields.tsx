import { SimpleGrid, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Json } from '@/lib/api/types';
import type { Channel, Content } from '../api/graph';
import { messagingSettingsQuery } from '../api/settings';
import { FaultsAt } from './faults';

const NAMES = ['source', 'medium', 'campaign', 'content'] as const;
const MOST = 200;
const MEDIA: Partial<Record<Channel, string>> = { email: 'email', chat: 'chat', popup: 'popup', form: 'popup' };

interface Props {
  channel: Channel;
  content: Content['content'];
  onChange: (content: Content['content']) => void;
  path: string;
}

const isRecord = (value: Json | undefined): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Marks that links to the workspace's own sites carry, of this message; empty: as the workspace has them. */
export function UtmFields({ channel, content, onChange, path }: Props) {
  const { t } = useTranslation();
  const rule = useQuery(messagingSettingsQuery).data?.utm;
  const medium = MEDIA[channel];
  if (medium === undefined || !rule) return null;
  const own = isRecord(content.utm) ? content.utm : {};
  const isOn = own.is_on !== false;
  const set = (name: string, value: Json | undefined): void => {
    const { [name]: _, ...rest } = own;
    const next: Record<string, Json> = value === undefined ? rest : { ...rest, [name]: value };
    const { utm: __, ...bare } = content;
    onChange(Object.keys(next).length === 0 ? bare : { ...bare, utm: next });
  };
  if (!rule.is_on || rule.sites.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('messages.utm.off')}{' '}
        <Text component={Link} to="/settings/messages" inherit td="underline">
          {t('messages.utm.set')}
        </Text>
      </Text>
    );
  const usual = {
    source: rule.source || 'otklik',
    medium: rule.medium || medium,
    campaign: rule.campaign || t('messages.utm.byName'),
    content: rule.content,
  };
  const words = (name: 'source' | 'medium' | 'campaign' | 'content'): string =>
    typeof own[name] === 'string' ? own[name] : '';
  return (
    <Stack gap="xs">
      <Switch
        label={t('messages.utm.here')}
        description={t('messages.utm.hereText', {
          sites: rule.sites.join(', '),
          interpolation: { escapeValue: false },
        })}
        checked={isOn}
        onChange={(event) => set('is_on', event.currentTarget.checked ? undefined : false)}
      />
      {isOn && (
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xs" verticalSpacing="xs">
          {NAMES.map((name) => (
            <TextInput
              key={name}
              label={`utm_${name}`}
              placeholder={usual[name]}
              maxLength={MOST}
              value={words(name)}
              onChange={(event) => set(name, event.currentTarget.value || undefined)}
            />
          ))}
        </SimpleGrid>
      )}
      <FaultsAt path={path} />
    </Stack>
  );
}

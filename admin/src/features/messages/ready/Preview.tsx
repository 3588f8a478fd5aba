import { Badge, Button, Drawer, Group, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useEventTitle } from '@/components/conditions/names';
import { ChannelIcon } from '@/components/messages/ChannelIcon';
import { Lines } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import type { Json, Language } from '@/lib/api/types';
import { eventsQuery } from '@/lib/conditions/api';
import { propertyTitle } from '@/lib/properties';
import { useCan, useWorkspace } from '@/lib/session';
import { SCENARIOS } from '../api';
import { contentTitle } from '../chain/useTitles';
import { installReady, type Ready, readyQuery } from './api';
import classes from './ready.module.css';

interface PreviewProps {
  name: string;
  onClose: () => void;
}

/** A ready scenario with its words, what it needs, and the button that makes it a draft. */
export function Preview({ name, onClose }: PreviewProps) {
  const { t, i18n } = useTranslation();
  const [language, setLanguage] = useState<Language>(i18n.language === 'ru' ? 'ru' : 'en');
  const ready = useQuery(readyQuery(language)).data?.find((each) => each.name === name);
  return (
    <Drawer opened onClose={onClose} position="right" size={560} title={ready?.title ?? ''}>
      {ready ? (
        <Stack>
          <Text size="sm">{ready.text}</Text>
          <Group gap="xs">
            <Badge variant="light" color="gray">
              {ready.stage_name}
            </Badge>
            <Text size="xs" c="dimmed">
              {t('chain.ready.steps', { count: ready.steps })} · {t('chain.ready.goal')}: {ready.goal}
            </Text>
          </Group>
          <Part title={t('chain.ready.hypothesis')}>
            <Text size="sm">{ready.hypothesis}</Text>
          </Part>
          <Needs ready={ready} />
          <Install ready={ready} language={language} onLanguage={setLanguage} />
          <Part title={t('chain.ready.contents')}>
            {ready.contents.map(({ key, channel, content }) => (
              <Stack key={key} gap={6}>
                <Group gap={8} wrap="nowrap">
                  <ChannelIcon channel={channel} size={24} />
                  <Text size="sm" fw={500}>
                    {contentTitle(content)}
                  </Text>
                </Group>
                <div className={classes.letter}>{wordsOf(content)}</div>
              </Stack>
            ))}
          </Part>
        </Stack>
      ) : (
        <Lines count={8} />
      )}
    </Drawer>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Stack gap="xs" component="section">
      <Text size="xs" c="dimmed" fw={600}>
        {title}
      </Text>
      {children}
    </Stack>
  );
}

/** Everything a content says, as plain words. */
function wordsOf(content: Record<string, Json>): string {
  if (typeof content.text === 'string') return content.text;
  if (typeof content.note === 'string') return content.note;
  const found: string[] = [];
  const walk = (value: Json): void => {
    if (Array.isArray(value)) value.forEach(walk);
    else if (typeof value === 'object' && value !== null) {
      for (const key of ['text', 'html', 'label', 'why'])
        if (typeof value[key] === 'string')
          found.push(value[key].replaceAll(/<\/(?:p|li)>|<br>/g, '\n').replaceAll(/<[^>]*>/g, ''));
      for (const each of Object.values(value)) if (typeof each === 'object') walk(each);
    }
  };
  walk(content.pages ?? null);
  walk(content.design ?? null);
  return found.join('\n');
}

/** What the site has to send for it, and whether it has come already. */
function Needs({ ready }: { ready: Ready }) {
  const { t } = useTranslation();
  const titleOf = useEventTitle();
  const seen = new Set(useQuery(eventsQuery).data?.items.map(({ name }) => name));
  return (
    <Part title={t('chain.ready.needs')}>
      {ready.events.map((event) => (
        <Group key={event} gap={8}>
          <Text size="sm">{titleOf(event)}</Text>
          <Badge size="sm" variant="light" color={seen.has(event) ? 'teal' : 'orange'}>
            {t(seen.has(event) ? 'chain.ready.seen' : 'chain.ready.unseen')}
          </Badge>
        </Group>
      ))}
      {ready.properties.length > 0 && (
        <Text size="sm" c="dimmed">
          {t('chain.ready.properties')}: {ready.properties.map((each) => propertyTitle(t, each)).join(', ')}
        </Text>
      )}
      {ready.segments.length > 0 && (
        <Text size="sm" c="dimmed">
          {t('chain.ready.segments')}:{' '}
          {ready.segments.map(({ name }) => t('common.quoted', { words: name })).join(', ')}
        </Text>
      )}
    </Part>
  );
}

interface InstallProps {
  ready: Ready;
  language: Language;
  onLanguage: (language: Language) => void;
}

function Install({ ready, language, onLanguage }: InstallProps) {
  const { t } = useTranslation();
  const toasts = useToasts();
  const navigate = useNavigate();
  const client = useQueryClient();
  const canWrite = useCan('messages_write');
  const domain = useWorkspace()?.allowed_domains[0];
  const [site, setSite] = useState<string | null>(null);
  const address = site ?? (domain ? `https://${domain}` : '');
  const install = useMutation({
    mutationFn: () => installReady(ready.name, language, address.trim()),
    onSuccess: (made) => {
      void client.invalidateQueries({ queryKey: SCENARIOS });
      toasts.done(t('chain.ready.installed'));
      void navigate(made.kind === 'chain' ? `/messages/${made.id}/chain` : `/messages/${made.id}`);
    },
    onError: toasts.failed,
  });
  if (!canWrite) return null;
  return (
    <Group align="flex-end" gap="sm">
      <SegmentedControl
        size="xs"
        aria-label={t('chain.ready.language')}
        value={language}
        onChange={(next) => onLanguage(next)}
        data={[
          { value: 'ru', label: 'Русский' },
          { value: 'en', label: 'English' },
        ]}
      />
      <TextInput
        style={{ flex: '1 1 180px' }}
        label={t('chain.ready.site')}
        placeholder="https://"
        value={address}
        onChange={(event) => setSite(event.currentTarget.value)}
      />
      <Button loading={install.isPending} onClick={() => install.mutate()}>
        {t('chain.ready.install')}
      </Button>
    </Group>
  );
}

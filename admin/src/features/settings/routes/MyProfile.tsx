import {
  ActionIcon,
  Badge,
  Button,
  Group,
  PasswordInput,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
  Tooltip,
} from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Listed } from '@/components/ui/Listed';
import { Moment } from '@/components/ui/Moment';
import { Section } from '@/components/ui/Section';
import { useErrorText } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import { fieldErrors } from '@/lib/api/errors';
import type { SignInSession } from '@/lib/api/types';
import { useSession } from '@/lib/session';
import { sessionsQuery, settingsApi } from '../api';
import { Deletions } from '../components/Deletions';
import { ThisDevice } from '../components/ThisDevice';
import { TwoFactor } from '../components/TwoFactor';
import { Face } from '../face/Face';
import { OwnLetters } from '../mail/OwnLetters';
import classes from '../settings.module.css';
import { browserOf } from '../userAgent';

export function Component() {
  return (
    <>
      <About />
      <ThisDevice />
      <OwnLetters />
      <Password />
      <TwoFactor />
      <Sessions />
      <Deletions />
    </>
  );
}

function About() {
  const { t } = useTranslation();
  const { me } = useSession();
  const client = useQueryClient();
  const toasts = useToasts();
  const [name, setName] = useState(me.member.name);
  const save = useMutation({
    mutationFn: () => settingsApi.changeMe({ name: name.trim() }),
    onSuccess: (next) => {
      client.setQueryData(['me'], next);
      toasts.done(t('common.saved'));
    },
    onError: toasts.failed,
  });
  return (
    <Section title={t('settings.nav.profile')}>
      <Face />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextInput
            label={t('session.name')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={100}
            autoComplete="name"
          />
          <TextInput label={t('session.email')} value={me.member.email} readOnly disabled />
        </SimpleGrid>
        <Group justify="flex-end" mt="md">
          <Button type="submit" loading={save.isPending} disabled={!name.trim() || name === me.member.name}>
            {t('common.save')}
          </Button>
        </Group>
      </form>
    </Section>
  );
}

function Password() {
  const { t } = useTranslation();
  const toasts = useToasts();
  const textOf = useErrorText();
  const client = useQueryClient();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const save = useMutation({
    mutationFn: () => settingsApi.changePassword({ current, new: next }),
    onSuccess: async () => {
      setCurrent('');
      setNext('');
      toasts.done(t('settings.passwordChanged'));
      await client.invalidateQueries({ queryKey: sessionsQuery.queryKey });
    },
  });
  const faults = fieldErrors(save.error);
  const other = save.error && Object.keys(faults).length === 0 ? textOf(save.error) : undefined;
  return (
    <Section title={t('session.password')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <PasswordInput
            label={t('settings.currentPassword')}
            autoComplete="current-password"
            value={current}
            onChange={(event) => setCurrent(event.currentTarget.value)}
            error={faults.current ?? other}
          />
          <PasswordInput
            label={t('session.newPassword')}
            description={t('session.passwordRule')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            autoComplete="new-password"
            minLength={8}
            value={next}
            onChange={(event) => setNext(event.currentTarget.value)}
            error={faults.new}
          />
        </SimpleGrid>
        <Group justify="flex-end" mt="md">
          <Button type="submit" loading={save.isPending} disabled={!current || !next}>
            {t('settings.changePassword')}
          </Button>
        </Group>
      </form>
    </Section>
  );
}

function Sessions() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const query = useQuery(sessionsQuery);
  const done = {
    onSuccess: () => client.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
    onError: toasts.failed,
  };
  const end = useMutation({ mutationFn: settingsApi.endSession, ...done });
  const endOthers = useMutation({ mutationFn: settingsApi.endOtherSessions, ...done });
  const items = query.data?.items;
  const others = items && items.length > 1 && (
    <Button variant="default" loading={endOthers.isPending} onClick={() => endOthers.mutate()}>
      {t('settings.endOthers')}
    </Button>
  );
  return (
    <Section title={t('settings.sessions')} text={t('settings.sessionsText')} actions={others} flush>
      <Listed query={query}>
        {items?.map((session) => (
          <SessionRow key={session.id} session={session} onEnd={() => end.mutate(session.id)} />
        ))}
      </Listed>
    </Section>
  );
}

function SessionRow({ session, onEnd }: { session: SignInSession; onEnd: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={classes.row}>
      <Stack gap={0} className={classes.grow}>
        <Group gap={8}>
          <Text size="sm" fw={500}>
            {browserOf(session.user_agent) || t('common.deviceType.other')}
          </Text>
          {session.is_current && (
            <Badge size="xs" color="teal">
              {t('settings.thisOne')}
            </Badge>
          )}
        </Group>
        <Text size="xs" c="dimmed">
          {session.ip} · {t('settings.lastUsed')} <Moment at={session.last_seen_at} />
        </Text>
      </Stack>
      {!session.is_current && (
        <Tooltip label={t('settings.endSession')}>
          <ActionIcon onClick={onEnd} aria-label={t('settings.endSession')}>
            <IconX size={16} />
          </ActionIcon>
        </Tooltip>
      )}
    </div>
  );
}

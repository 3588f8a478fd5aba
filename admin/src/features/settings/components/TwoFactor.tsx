import {
  Alert,
  Button,
  Code,
  Group,
  Image,
  Modal,
  PasswordInput,
  PinInput,
  SimpleGrid,
  Stack,
  Text,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CodeLine, Copy } from '@/components/ui/Code';
import { Section } from '@/components/ui/Section';
import { Lines, useErrorText } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import type { TotpStart } from '@/lib/api/types';
import { useSession } from '@/lib/session';
import { settingsApi } from '../api';

/** The second factor of a sign-in: on with a code from the app, off with the password. */
export function TwoFactor() {
  const { t } = useTranslation();
  const { me } = useSession();
  const [isOpen, dialog] = useDisclosure();
  const client = useQueryClient();
  const close = () => {
    dialog.close();
    void client.invalidateQueries({ queryKey: ['me'] });
  };
  const isOn = me.member.has_totp;
  return (
    <Section
      title={t('settings.totp')}
      text={isOn ? t('settings.totpOn') : t('settings.totpOff')}
      actions={
        <Button variant="default" onClick={dialog.open}>
          {isOn ? t('settings.totpDisable') : t('settings.totpEnable')}
        </Button>
      }
    >
      <Modal opened={isOpen} onClose={close} title={t('settings.totp')} closeOnClickOutside={false}>
        {isOn ? <Disable onDone={close} /> : <Enable onDone={close} />}
      </Modal>
    </Section>
  );
}

function Enable({ onDone }: { onDone: () => void }) {
  const [codes, setCodes] = useState<string[] | null>(null);
  return codes === null ? <Scan onConfirmed={setCodes} /> : <Recovery codes={codes} onDone={onDone} />;
}

function Scan({ onConfirmed }: { onConfirmed: (codes: string[]) => void }) {
  const { t } = useTranslation();
  const textOf = useErrorText();
  const start = useMutation({ mutationFn: settingsApi.startTotp });
  const [code, setCode] = useState('');
  const confirm = useMutation({
    mutationFn: settingsApi.confirmTotp,
    onSuccess: (answer) => onConfirmed(answer.recovery_codes),
    onError: () => setCode(''),
  });
  if (start.error) return <Alert color="red">{textOf(start.error)}</Alert>;
  if (!start.data && !start.isPending)
    return (
      <Stack>
        <Text size="sm">{t('settings.totpIntro')}</Text>
        <Button onClick={() => start.mutate()}>{t('settings.totpStart')}</Button>
      </Stack>
    );
  if (!start.data) return <Lines count={5} />;
  return (
    <Stack align="center">
      <Text size="sm">{t('settings.totpScan')}</Text>
      <Secret start={start.data} />
      <PinInput
        length={6}
        type="number"
        oneTimeCode
        autoFocus
        value={code}
        onChange={setCode}
        aria-label={t('session.code')}
        onComplete={(code) => confirm.mutate(code)}
        error={confirm.isError}
      />
      {confirm.error && (
        <Text size="sm" c="red" role="alert">
          {textOf(confirm.error)}
        </Text>
      )}
    </Stack>
  );
}

function Secret({ start }: { start: TotpStart }) {
  const { t } = useTranslation();
  // As an image the picture can run nothing, whatever it holds.
  const source = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(start.svg)}`;
  return (
    <>
      <Image src={source} alt={t('settings.totpQr')} w={180} h={180} bg="white" p={8} radius="md" />
      <CodeLine text={start.secret} />
    </>
  );
}

function Recovery({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const { t } = useTranslation();
  return (
    <Stack>
      <Alert color="orange">{t('settings.recoveryText')}</Alert>
      <SimpleGrid cols={2} spacing="xs">
        {codes.map((code) => (
          <Code key={code} fz="sm" ta="center">
            {code}
          </Code>
        ))}
      </SimpleGrid>
      <Group justify="space-between">
        <Copy value={codes.join('\n')} />
        <Button onClick={onDone}>{t('settings.tokenKept')}</Button>
      </Group>
    </Stack>
  );
}

function Disable({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const toasts = useToasts();
  const textOf = useErrorText();
  const [password, setPassword] = useState('');
  const disable = useMutation({
    mutationFn: () => settingsApi.disableTotp(password),
    onSuccess: () => {
      toasts.done(t('settings.totpIsOff'));
      onDone();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        disable.mutate();
      }}
    >
      <Stack>
        <PasswordInput
          data-autofocus
          label={t('settings.currentPassword')}
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={disable.error ? textOf(disable.error) : null}
        />
        <Button type="submit" color="red" loading={disable.isPending} disabled={!password}>
          {t('settings.totpDisable')}
        </Button>
      </Stack>
    </form>
  );
}

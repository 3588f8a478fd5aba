import { Alert, Button, Code, FileButton, Group, Select, Stack, Text, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Copy } from '@/components/ui/Code';
import { useErrorText } from '@/components/ui/states';
import { useFormat } from '@/lib/format';
import type { Certificate, Security, Trust } from '../api/mail';
import { useSaid } from './said';

const KINDS = ['system', 'server', 'authority'] as const;
type Kind = (typeof KINDS)[number];

/** Looks at what a server shows now. */
export type Look = (server: { host: string; port: number; security: Security }) => Promise<Certificate>;

interface CertificateFieldsProps {
  server: { host: string; port: number; security: Security };
  trust: Trust;
  look: Look;
  onChange: (trust: Trust) => void;
}

/** Whose certificates are believed: all that the system believes, one, or those of one's own authority. */
export function CertificateFields({ server, trust, look, onChange }: CertificateFieldsProps) {
  const { t } = useTranslation();
  const [kind, choose] = useState<Kind>(() => kindOf(trust));
  return (
    <>
      <Select
        label={t('mail.trust.title')}
        description={t(`mail.trust.text.${kind}`)}
        data={KINDS.map((each) => ({ value: each, label: t(`mail.trust.kinds.${each}`) }))}
        value={kind}
        allowDeselect={false}
        onChange={(next) => {
          choose(next ?? kind);
          onChange({ fingerprint: null, authority: null });
        }}
      />
      {kind === 'server' && <OneCertificate server={server} trust={trust} look={look} onChange={onChange} />}
      {kind === 'authority' && (
        <Authority
          text={trust.authority ?? ''}
          onChange={(authority) => onChange({ fingerprint: null, authority: authority || null })}
        />
      )}
    </>
  );
}

function OneCertificate({ server, trust, look, onChange }: CertificateFieldsProps) {
  const { t } = useTranslation();
  const textOf = useErrorText();
  const said = useSaid();
  const { day } = useFormat();
  const ask = useMutation({
    mutationFn: () => look(server),
    onSuccess: (shown) => onChange({ fingerprint: shown.fingerprint, authority: null }),
  });
  const shown = ask.data;
  return (
    <Stack gap={8}>
      <Group style={{ position: 'relative' }}>
        <Button variant="default" loading={ask.isPending} disabled={!server.host} onClick={() => ask.mutate()}>
          {t(trust.fingerprint ? 'mail.trust.lookAgain' : 'mail.trust.look')}
        </Button>
        {/* What is not looked at would be saved as nothing, and the usual ones be believed. */}
        <input
          ref={(input) => input?.setCustomValidity(trust.fingerprint ? '' : t('mail.trust.lookFirst'))}
          style={{ position: 'absolute', inset: 'auto auto 0 12px', width: 1, opacity: 0, pointerEvents: 'none' }}
          tabIndex={-1}
          aria-hidden
          value={trust.fingerprint ?? ''}
          onChange={() => undefined}
        />
      </Group>
      {ask.error && (
        <Alert color="red" role="alert" style={{ overflowWrap: 'anywhere' }}>
          {said(textOf(ask.error))}
        </Alert>
      )}
      {shown && shown.fingerprint === trust.fingerprint && (
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {t('mail.trust.shown', { subject: shown.subject, issuer: shown.issuer })}
          <br />
          {t('mail.trust.until')} {day(shown.not_after)}
        </Text>
      )}
      {trust.fingerprint && (
        <div>
          <Text size="xs" c="dimmed">
            {t('mail.trust.fingerprint')}
          </Text>
          <Group gap={4} wrap="nowrap" align="flex-start">
            <Code style={{ overflowWrap: 'anywhere', fontSize: 12.5 }}>{inPairs(trust.fingerprint)}</Code>
            <Copy value={inPairs(trust.fingerprint)} />
          </Group>
        </div>
      )}
    </Stack>
  );
}

function Authority({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const { t } = useTranslation();
  return (
    <Stack gap={8}>
      <Textarea
        label={t('mail.trust.pem')}
        placeholder="-----BEGIN CERTIFICATE-----"
        value={text}
        minRows={3}
        maxRows={6}
        autosize
        required
        withAsterisk={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <Group>
        <FileButton
          accept=".pem,.crt,.cer,application/x-pem-file"
          onChange={(file) => file && void file.text().then(onChange)}
        >
          {(props) => (
            <Button variant="default" {...props}>
              {t('mail.trust.file')}
            </Button>
          )}
        </FileButton>
      </Group>
    </Stack>
  );
}

function kindOf(trust: Trust): Kind {
  if (trust.fingerprint) return 'server';
  return trust.authority ? 'authority' : 'system';
}

/** As other programs show it: 3F:A0:… */
function inPairs(fingerprint: string): string {
  return fingerprint.toUpperCase().replace(/(..)(?=.)/g, '$1:');
}

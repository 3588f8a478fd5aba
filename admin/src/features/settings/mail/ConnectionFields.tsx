import { Group, NumberInput, PasswordInput, Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Security } from '../api/mail';
import { CertificateFields, type Look } from './CertificateFields';

const MAX_PORT = 65535;

/** Where a server of mail stands and how one signs in. */
export interface Connection {
  host: string;
  port: number;
  security: Security;
  username: string;
  password?: string;
  fingerprint: string | null;
  authority: string | null;
}

interface ConnectionFieldsProps {
  value: Omit<Connection, 'password'> & { password?: string | null };
  /** The usual port of each way; their order is that of the choice. */
  ports: Record<Security, number>;
  hostHint: string;
  passwordText?: string;
  /** One is kept that nobody is shown. */
  hasPassword: boolean;
  mustSignIn?: boolean;
  look: Look;
  onChange: (patch: Partial<Connection>) => void;
}

/** The fields of a connection. The usual port goes with the choice of security, one that was typed stays. */
export function ConnectionFields({
  value,
  ports,
  hostHint,
  passwordText,
  hasPassword,
  mustSignIn = false,
  look,
  onChange,
}: ConnectionFieldsProps) {
  const { t } = useTranslation();
  const securities = Object.keys(ports) as Security[];
  const secure = (security: Security) =>
    onChange({ security, ...(value.port === ports[value.security] && { port: ports[security] }) });
  return (
    <>
      <Group grow preventGrowOverflow={false} align="flex-start">
        <TextInput
          label={t('mail.host')}
          placeholder={hostHint}
          value={value.host}
          maxLength={253}
          required
          withAsterisk={false}
          style={{ flex: '1 1 200px' }}
          onChange={(event) => onChange({ host: event.currentTarget.value })}
        />
        <NumberInput
          label={t('mail.port')}
          value={value.port}
          min={1}
          max={MAX_PORT}
          allowDecimal={false}
          hideControls
          style={{ flex: '0 1 96px' }}
          onChange={(port) => onChange({ port: Number(port) || ports[value.security] })}
        />
      </Group>
      <Select
        label={t('mail.secured')}
        description={value.security === 'none' ? t('mail.openText') : undefined}
        data={securities.map((each) => ({ value: each, label: t(`mail.security.${each}`) }))}
        value={value.security}
        allowDeselect={false}
        onChange={(security) => secure(security ?? value.security)}
      />
      {value.security !== 'none' && (
        <CertificateFields
          server={{ host: value.host, port: value.port, security: value.security }}
          trust={{ fingerprint: value.fingerprint, authority: value.authority }}
          look={look}
          onChange={onChange}
        />
      )}
      <TextInput
        label={t('mail.username')}
        autoComplete="off"
        value={value.username}
        maxLength={200}
        required={mustSignIn}
        withAsterisk={false}
        onChange={(event) => onChange({ username: event.currentTarget.value })}
      />
      <PasswordInput
        label={t('mail.password')}
        description={passwordText}
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-hidden': true }}
        placeholder={hasPassword ? t('mail.passwordStays') : ''}
        value={value.password ?? ''}
        maxLength={256}
        onChange={(event) => onChange({ password: event.currentTarget.value })}
      />
    </>
  );
}

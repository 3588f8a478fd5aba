import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface NameProps {
  value: string;
  hint: string;
  fault: ReactNode;
  onChange: (name: string) => void;
}

/** What a server or a mailbox is called among ourselves; what is wrong with all of it is said here. */
export function NameField({ value, hint, fault, onChange }: NameProps) {
  const { t } = useTranslation();
  return (
    <TextInput
      data-autofocus
      label={t('mail.serverName')}
      placeholder={hint}
      value={value}
      maxLength={200}
      required
      withAsterisk={false}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={fault}
    />
  );
}

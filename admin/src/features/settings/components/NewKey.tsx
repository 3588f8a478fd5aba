import { Button, Stack, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';

interface NewKeyProps {
  isBusy: boolean;
  placeholder: string;
  onSubmit: (name: string) => void;
  /** What else is asked, after the name. */
  children?: ReactNode;
}

/** The form of a new key or token: a name that tells it from the others. */
export function NewKey({ isBusy, placeholder, onSubmit, children }: NewKeyProps) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(name.trim());
      }}
    >
      <Stack>
        <TextInput
          data-autofocus
          label={t('settings.keyName')}
          placeholder={placeholder}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={100}
        />
        {children}
        <Button type="submit" loading={isBusy} disabled={!name.trim()}>
          {t('common.create')}
        </Button>
      </Stack>
    </form>
  );
}

import { Alert, PasswordInput, type PasswordInputProps, TextInput, type TextInputProps } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '@/components/ui/states';
import { ApiError, fieldErrors } from '@/lib/api/errors';

type EmailFieldProps = Omit<TextInputProps, 'type' | 'label'>;

export function EmailField(props: EmailFieldProps) {
  const { t } = useTranslation();
  return (
    <TextInput
      type="email"
      autoComplete="username"
      inputMode="email"
      label={t('session.email')}
      required
      withAsterisk={false}
      {...props}
    />
  );
}

/** A password; `isNew` tells the browser to offer one, and us to say the rule. */
export function PasswordField({ isNew = false, ...props }: PasswordInputProps & { isNew?: boolean }) {
  const { t } = useTranslation();
  const rules = isNew
    ? { autoComplete: 'new-password', minLength: 8, description: t('session.passwordRule') }
    : { autoComplete: 'current-password' };
  return (
    <PasswordInput
      label={t('session.password')}
      required
      withAsterisk={false}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      visibilityToggleButtonProps={{ 'aria-label': t('session.showPassword') }}
      {...rules}
      {...props}
    />
  );
}

/** What went wrong with the form as a whole; faults of single fields stand at the fields. */
export function FormError({ error }: { error: unknown }) {
  const text = useErrorText();
  if (!error || Object.keys(fieldErrors(error)).length > 0) return null;
  const isRefusal = error instanceof ApiError && error.status < 500 && error.status > 0;
  return (
    <Alert color={isRefusal ? 'red' : 'orange'} icon={<IconAlertCircle size={18} />} role="alert" py={10}>
      {text(error)}
    </Alert>
  );
}

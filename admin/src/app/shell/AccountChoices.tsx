import { type MantineColorScheme, SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { setLanguage } from '@/i18n';
import { api } from '@/lib/api/client';
import type { Language, Me } from '@/lib/api/types';
import { queryClient } from '@/lib/query';

/** Language and colours, of this member and of this browser. */
export function AccountChoices() {
  return (
    <>
      <LanguageChoice />
      <SchemeChoice />
    </>
  );
}

function LanguageChoice() {
  const { t, i18n } = useTranslation();
  const save = useMutation({ mutationFn: (language: Language) => api.patch('/me', { language }) });
  const choose = (value: string) => {
    const language = value as Language;
    queryClient.setQueryData<Me>(['me'], (me) => me && { ...me, member: { ...me.member, language } });
    void setLanguage(language);
    save.mutate(language);
  };
  return (
    <SegmentedControl
      fullWidth
      size="xs"
      aria-label={t('shell.language')}
      value={i18n.language}
      onChange={choose}
      data={[
        { value: 'ru', label: 'Русский' },
        { value: 'en', label: 'English' },
      ]}
    />
  );
}

function SchemeChoice() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const data: { value: MantineColorScheme; label: string }[] = [
    { value: 'auto', label: t('shell.schemeAuto') },
    { value: 'light', label: t('shell.schemeLight') },
    { value: 'dark', label: t('shell.schemeDark') },
  ];
  return (
    <SegmentedControl
      fullWidth
      size="xs"
      mt={6}
      aria-label={t('shell.scheme')}
      value={colorScheme}
      onChange={setColorScheme}
      data={data}
    />
  );
}

import { Button, Center } from '@mantine/core';
import { IconCompass, IconMoodSad } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useRouteError } from 'react-router';
import { useDocumentTitle } from '@/components/ui/Page';
import { Empty } from '@/components/ui/states';

export function NotFoundPage() {
  const { t } = useTranslation();
  useDocumentTitle(t('errors.notFound'));
  return (
    <Center h="80%">
      <Empty
        isPage
        icon={IconCompass}
        title={t('errors.notFound')}
        text={t('errors.notFoundText')}
        action={
          <Button component={Link} to="/">
            {t('errors.toOverview')}
          </Button>
        }
      />
    </Center>
  );
}

/** A page broke: the rest of the interface goes on. */
export function CrashPage() {
  const { t } = useTranslation();
  const error = useRouteError();
  const isStale = error instanceof Error && /dynamically imported module|module script/i.test(error.message);
  const text = isStale ? t('errors.newVersion') : t('errors.crash');
  return (
    <Center h="80%" role="alert">
      <Empty
        isPage
        icon={IconMoodSad}
        title={t('errors.crashTitle')}
        text={text}
        action={<Button onClick={() => window.location.reload()}>{t('errors.reload')}</Button>}
      />
    </Center>
  );
}

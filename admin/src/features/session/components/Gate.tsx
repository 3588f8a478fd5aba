import { Anchor, Button, Paper, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useDocumentTitle } from '@/components/ui/Page';
import { Failure, Lines } from '@/components/ui/states';
import { setLanguage } from '@/i18n';
import { ApiError } from '@/lib/api/errors';
import type { Language } from '@/lib/api/types';
import classes from './Gate.module.css';

interface GateProps {
  title: string;
  text?: ReactNode;
  children: ReactNode;
  foot?: ReactNode;
}

/** The frame of the pages before the sign-in. */
export function Gate({ title, text, children, foot }: GateProps) {
  const { t, i18n } = useTranslation();
  useDocumentTitle(title);
  return (
    <main className={classes.gate}>
      <div className={classes.brand}>
        <img src="/favicon.svg" alt="" width={30} height={30} />
        <Text span fw={650} fz={19}>
          {t('session.brand')}
        </Text>
      </div>
      <Paper className={classes.box} shadow="xs">
        <Title order={1}>{title}</Title>
        {text !== undefined && (
          <Text size="sm" c="dimmed" mt={6} component="div">
            {text}
          </Text>
        )}
        <Stack mt="lg" gap="md">
          {children}
        </Stack>
      </Paper>
      <div className={classes.foot}>
        {foot}
        <SegmentedControl
          size="xs"
          aria-label={t('shell.language')}
          value={i18n.language}
          onChange={(value) => void setLanguage(value as Language)}
          data={[
            { value: 'ru', label: 'Русский' },
            { value: 'en', label: 'English' },
          ]}
        />
      </div>
    </main>
  );
}

interface LinkStateProps {
  query: { error: Error | null; refetch: () => unknown };
  /** Why such a link may be over. */
  text: string;
}

/** The page of a link before what it leads to is known: being read, over, or not readable now. */
export function LinkState({ query, text }: LinkStateProps) {
  const { t } = useTranslation();
  if (query.error instanceof ApiError && query.error.status === 404)
    return <DeadLink title={t('session.deadLink')} text={text} />;
  if (query.error)
    return (
      <main className={classes.gate}>
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      </main>
    );
  return (
    <main className={classes.gate}>
      <Paper className={classes.box} shadow="xs">
        <Lines count={4} height={18} />
      </Paper>
    </main>
  );
}

/** The address of the link is wrong, used or too old. */
function DeadLink({ title, text }: { title: string; text: string }) {
  const { t } = useTranslation();
  return (
    <Gate title={title} text={text}>
      <Button component={Link} to="/sign-in">
        {t('session.toSignIn')}
      </Button>
      <Anchor component={Link} to="/password-resets" size="sm" ta="center">
        {t('session.forgot')}
      </Anchor>
    </Gate>
  );
}

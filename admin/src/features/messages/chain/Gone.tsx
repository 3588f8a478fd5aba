import { Button } from '@mantine/core';
import { IconMailOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Empty } from '@/components/ui/states';

/** The address names a chain that is not here. */
export function Gone() {
  const { t } = useTranslation();
  const back = (
    <Button component={Link} to="/messages" variant="default">
      {t('chain.toList')}
    </Button>
  );
  return <Empty isPage icon={IconMailOff} title={t('chain.gone')} text={t('chain.goneText')} action={back} />;
}

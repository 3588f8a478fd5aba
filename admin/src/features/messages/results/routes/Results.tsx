import { useTranslation } from 'react-i18next';
import { Page } from '@/components/ui/Page';
import { Subscribers } from '../Subscribers';
import { Together } from '../Together';

/** What all messages together bring, and how many may be written to. */
export function Component() {
  const { t } = useTranslation();
  return (
    <Page title={t('results.title')}>
      <Together />
      <Subscribers />
    </Page>
  );
}

import { Button } from '@mantine/core';
import { IconBuildingStore } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useDocumentTitle } from '@/components/ui/Page';
import { Empty } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import { api } from '@/lib/api/client';
import { forgetMember } from '@/lib/query';

const NewWorkspace = lazy(() => import('./NewWorkspace'));

/** Somebody who belongs nowhere: he left, was let go, or deleted his only workspace. */
export default function NoWorkspace({ onMade }: { onMade: (id: string) => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const toasts = useToasts();
  const [isMaking, setMaking] = useState(false);
  useDocumentTitle(t('shell.noWorkspace'));
  const leave = async () => {
    try {
      await api.post('/sign-out');
      await navigate('/sign-in', { flushSync: true });
      forgetMember();
    } catch (error) {
      toasts.failed(error);
    }
  };
  return (
    <main style={{ minHeight: '100dvh', display: 'grid', placeItems: 'center' }}>
      <Empty
        isPage
        icon={IconBuildingStore}
        title={t('shell.noWorkspace')}
        text={t('shell.noWorkspaceText')}
        action={
          <>
            <Button onClick={() => setMaking(true)}>{t('shell.newWorkspace')}</Button>
            <Button variant="default" onClick={() => void leave()}>
              {t('shell.signOut')}
            </Button>
          </>
        }
      />
      {isMaking && (
        <Suspense>
          <NewWorkspace onClose={() => setMaking(false)} onMade={onMade} />
        </Suspense>
      )}
    </main>
  );
}

import { Drawer, Skeleton, Text } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { withTexts } from '@/i18n/parts';
import type { Scenario } from '../api/types';
import type { RehearsalProps } from './RehearsalPanel';

const Panel = lazy(withTexts(['rehearsal', 'chain'], () => import('./RehearsalPanel')));

/** What it would have done in past days; loads by itself. */
export function Rehearsal(props: RehearsalProps) {
  return (
    <Suspense fallback={<Skeleton height={60} radius="md" />}>
      <Panel {...props} />
    </Suspense>
  );
}

interface DrawerProps {
  scenario: Pick<Scenario, 'id' | 'name'>;
  isOpen: boolean;
  onClose: () => void;
  prepare?: RehearsalProps['prepare'];
}

/** The same beside any page: from the list, from a chain. */
export function RehearsalDrawer({ scenario, isOpen, onClose, prepare }: DrawerProps) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      position="right"
      size="xl"
      title={t('messages.rehearsal.of', { name: scenario.name })}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {isOpen && (
        <>
          <Text size="sm" c="dimmed" mb="md">
            {t('messages.rehearsal.text')}
          </Text>
          <Rehearsal id={scenario.id} prepare={prepare} />
        </>
      )}
    </Drawer>
  );
}

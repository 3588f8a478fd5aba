import { Drawer } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Sidebar } from './Sidebar';

/** The sidebar of a phone, over the page. */
export default function MobileMenu({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      position="left"
      size={288}
      padding={12}
      title={t('shell.menu')}
      closeButtonProps={{ 'aria-label': t('shell.closeMenu') }}
    >
      <Sidebar />
    </Drawer>
  );
}

import { Button, Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconLayoutGrid } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useToasts } from '@/components/ui/toast';
import { useBuilding } from './context';
import { readPopup } from './model/popup';
import { PopupGallery } from './PopupGallery';

/** Begins with a ready popup; what stood there comes back by one press. */
export function Templates() {
  const { t } = useTranslation();
  const toasts = useToasts();
  const { channel, popup, edit, choose, undo } = useBuilding();
  const [isOpen, { open, close }] = useDisclosure();
  const isEmpty = popup.pages.every((page) => page.blocks.length === 0);
  return (
    <>
      <Button variant={isEmpty ? 'filled' : 'default'} leftSection={<IconLayoutGrid size={15} />} onClick={open}>
        {t('popups.gallery.title')}
      </Button>
      <Modal opened={isOpen} onClose={close} title={t('popups.gallery.title')} size={1060}>
        <PopupGallery
          // A form must ask something; a popup may.
          {...(channel === 'form' && { channel })}
          onChoose={({ content, name }) => {
            close();
            const before = popup;
            edit(() => readPopup(content));
            choose({ what: 'whole', page: 0 });
            if (!isEmpty || undo) toasts.undoable(t('popups.gallery.taken', { name }), () => edit(() => before));
          }}
        />
      </Modal>
    </>
  );
}

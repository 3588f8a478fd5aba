import { Button, Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconLayoutGrid } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useToasts } from '@/components/ui/toast';
import { textOf } from '../../ContentEditor';
import { useWriting } from '../context';
import { Gallery } from './Gallery';

/** Begins with a ready letter; what stood there comes back by one press. */
export function Templates() {
  const { t } = useTranslation();
  const toasts = useToasts();
  const { design, content, setContent, choose } = useWriting();
  const [isOpen, { open, close }] = useDisclosure();
  const isEmpty = design.blocks.length === 0;
  return (
    <>
      <Button variant={isEmpty ? 'filled' : 'default'} leftSection={<IconLayoutGrid size={15} />} onClick={open}>
        {t('letters.gallery.title')}
      </Button>
      <Modal opened={isOpen} onClose={close} title={t('letters.gallery.title')} size={1060}>
        <Gallery
          onChoose={({ content: taken, name }) => {
            close();
            const before = { subject: '', preheader: '', ...content };
            setContent({
              ...taken,
              // Words that somebody wrote already are his.
              ...(textOf(content.subject) && { subject: content.subject ?? '' }),
              ...(textOf(content.preheader) && { preheader: content.preheader ?? '' }),
            });
            choose(null);
            if (!isEmpty) toasts.undoable(t('letters.gallery.taken', { name }), () => setContent(before));
          }}
        />
      </Modal>
    </>
  );
}

import { Button, Group, Modal, type ModalProps, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface FormDialogProps {
  title: string;
  /** What the button does; none: it saves. */
  action?: string;
  size?: ModalProps['size'];
  /** False while something that must be filled in is not. */
  isReady?: boolean;
  isSaving: boolean;
  /** What is lost cannot be brought back: the button is red and Enter leads out. */
  isGrave?: boolean;
  onSave: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** A dialog that is filled in and saved, or left. */
export function FormDialog({
  title,
  action,
  size,
  isReady = true,
  isSaving,
  isGrave = false,
  onSave,
  onClose,
  children,
}: FormDialogProps) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={title} {...(size !== undefined && { size })}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          // What stands around the dialog may be a form of its own.
          event.stopPropagation();
          if (isReady && !isSaving) onSave();
        }}
      >
        <Stack>
          {children}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose} data-autofocus={isGrave || undefined}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={isSaving} disabled={!isReady} {...(isGrave && { color: 'red.6' })}>
              {action ?? t('common.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

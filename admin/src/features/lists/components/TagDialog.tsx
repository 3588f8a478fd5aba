import { Button, CheckIcon, ColorSwatch, Group, Input, Modal, Stack, TextInput, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { themeColor } from '@/components/ui/TagBadge';
import { TAG_COLORS } from '@/lib/api/lists';

const MAX_CHARS = 60;
const COLORS = ['', ...TAG_COLORS] as const;

export interface TagLooks {
  title: string;
  color: string;
}

interface TagDialogProps {
  title: string;
  action: string;
  first?: TagLooks;
  error: Error | null;
  isSaving: boolean;
  onSave: (looks: TagLooks) => void;
  onClose: () => void;
}

/** The name and the colour of a tag. */
export function TagDialog({ title, action, first, error, isSaving, onSave, onClose }: TagDialogProps) {
  const { t } = useTranslation();
  const [looks, setLooks] = useState<TagLooks>(first ?? { title: '', color: '' });
  return (
    <Modal opened onClose={onClose} title={title}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSave({ ...looks, title: looks.title.trim() });
        }}
      >
        <Stack>
          <TextInput
            data-autofocus
            label={t('lists.tag')}
            description={first && t('lists.renameText')}
            value={looks.title}
            onChange={(event) => setLooks({ ...looks, title: event.currentTarget.value })}
            error={error?.message}
            maxLength={MAX_CHARS}
          />
          <Input.Wrapper label={t('lists.color')} labelElement="div">
            <Group gap={6} role="radiogroup" aria-label={t('lists.color')}>
              {COLORS.map((color) => (
                <UnstyledButton
                  key={color}
                  type="button"
                  role="radio"
                  aria-checked={looks.color === color}
                  aria-label={t(`lists.colors.${color || 'usual'}`)}
                  onClick={() => setLooks({ ...looks, color })}
                >
                  <ColorSwatch color={`var(--mantine-color-${themeColor(color)}-6)`} size={24} withShadow={false}>
                    {looks.color === color && <CheckIcon size={11} color="white" />}
                  </ColorSwatch>
                </UnstyledButton>
              ))}
            </Group>
          </Input.Wrapper>
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={isSaving} disabled={!looks.title.trim()}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

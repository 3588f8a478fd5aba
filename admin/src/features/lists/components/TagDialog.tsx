import { CheckIcon, ColorSwatch, Group, Input, TextInput, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '@/components/ui/FormDialog';
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
    <FormDialog
      title={title}
      action={action}
      isReady={looks.title.trim() !== ''}
      isSaving={isSaving}
      onSave={() => onSave({ ...looks, title: looks.title.trim() })}
      onClose={onClose}
    >
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
    </FormDialog>
  );
}

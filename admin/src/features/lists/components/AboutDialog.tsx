import { Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '@/components/ui/FormDialog';
import { fieldErrors } from '@/lib/api/errors';
import type { About } from '../api';

interface AboutDialogProps {
  title: string;
  action: string;
  first?: About;
  error: Error | null;
  isSaving: boolean;
  onSave: (about: About) => void;
  onClose: () => void;
}

/** What a list is called and what it is for. */
export function AboutDialog({ title, action, first, error, isSaving, onSave, onClose }: AboutDialogProps) {
  const { t } = useTranslation();
  const [about, setAbout] = useState(first ?? { name: '', description: '' });
  const faults = fieldErrors(error);
  // A name that is taken is refused as a whole.
  const nameFault = faults.name ?? (error && Object.keys(faults).length === 0 ? error.message : undefined);
  return (
    <FormDialog
      title={title}
      action={action}
      isReady={about.name.trim() !== ''}
      isSaving={isSaving}
      onSave={() => onSave({ name: about.name.trim(), description: about.description.trim() })}
      onClose={onClose}
    >
      <TextInput
        data-autofocus
        label={t('segments.name')}
        placeholder={t('lists.namePlaceholder')}
        value={about.name}
        onChange={(event) => setAbout({ ...about, name: event.currentTarget.value })}
        error={nameFault}
        maxLength={200}
      />
      <Textarea
        label={t('segments.description')}
        value={about.description}
        onChange={(event) => setAbout({ ...about, description: event.currentTarget.value })}
        error={faults.description}
        maxLength={1000}
        autosize
        minRows={2}
        maxRows={6}
      />
    </FormDialog>
  );
}

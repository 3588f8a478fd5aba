import { Alert, Anchor, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { FormDialog } from '@/components/ui/FormDialog';
import { usesQuery } from '../api';

interface RemoveDialogProps {
  title: string;
  text: string;
  naming: { key: 'list'; value: number } | { key: 'tag'; value: string };
  isRemoving: boolean;
  onRemove: () => void;
  onClose: () => void;
}

/** Who is on it cannot be brought back: so it asks, and says which segments lose their people. */
export function RemoveDialog({ title, text, naming, isRemoving, onRemove, onClose }: RemoveDialogProps) {
  const { t } = useTranslation();
  const uses = useQuery(usesQuery(naming.key, naming.value));
  return (
    <FormDialog
      title={title}
      action={t('lists.removeForever')}
      isGrave
      isSaving={isRemoving}
      onSave={onRemove}
      onClose={onClose}
    >
      <Text size="sm">{text}</Text>
      {uses.isPending && <Skeleton height={20} />}
      {uses.data && uses.data.length > 0 && (
        <Alert color="orange" title={t('lists.usedBy')}>
          {uses.data.map(({ id, name }, index) => (
            <span key={id}>
              {index > 0 && ', '}
              <Anchor component={Link} to={`/segments/${id}`} inherit underline="always" c="inherit">
                {name}
              </Anchor>
            </span>
          ))}
        </Alert>
      )}
    </FormDialog>
  );
}

import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useErrorText } from './states';
import { useToasts } from './toast';

interface SavingProps {
  write: () => Promise<unknown>;
  /** Reads anew what is shown, whatever came of it. */
  refresh: () => unknown;
  onSaved: () => void;
}

interface Saving {
  save: () => void;
  isSaving: boolean;
  /** Why it was refused, in words; null: it was not. */
  fault: string | null;
}

/** What a dialog saves: told when it is done; a refusal stays with the field that shows it. */
export function useSaving({ write, refresh, onSaved }: SavingProps): Saving {
  const { t } = useTranslation();
  const toasts = useToasts();
  const textOf = useErrorText();
  const { mutate, isPending, error } = useMutation({
    mutationFn: write,
    onSuccess: () => {
      toasts.done(t('common.saved'));
      onSaved();
    },
    onSettled: () => refresh(),
  });
  return { save: () => mutate(), isSaving: isPending, fault: error && textOf(error) };
}

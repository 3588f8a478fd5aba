import { Select, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '@/components/ui/FormDialog';
import { useToasts } from '@/components/ui/toast';
import { differ } from './graph/editing';
import { outlineOf } from './graph/outline';
import type { Chain } from './useChain';
import { type Titles, useTitles } from './useTitles';

interface PublishProps {
  chain: Chain;
  titles: Titles;
  waiting: Readonly<Record<string, number>>;
  onClose: () => void;
}

const LEAVES = '/leave';

/** What the edit does to those who are inside, and where people of vanished steps go. */
export function Publish({ chain, titles, waiting, onClose }: PublishProps) {
  const { t } = useTranslation();
  const toasts = useToasts();
  const before = useTitles(chain.base);
  const [chosen, choose] = useState<Record<string, string>>({});
  const { changed, gone } = differ(chain.base, chain.graph, waiting);
  const inChanged = changed.filter(({ people }) => people > 0);
  const inGone = gone.filter(({ people }) => people > 0);
  const steps = outlineOf(chain.graph).flatMap(({ what, name }) => (what === 'step' && name !== null ? [name] : []));
  const publish = useMutation({
    mutationFn: () => chain.save(chosen),
    onSuccess: () => {
      toasts.done(t('chain.published'));
      onClose();
    },
    onError: toasts.failed,
  });
  return (
    <FormDialog
      title={t('chain.publishTitle')}
      action={t('chain.publish')}
      size="lg"
      isSaving={publish.isPending}
      onSave={publish.mutate}
      onClose={onClose}
    >
      <Text size="sm">{t('chain.publishText')}</Text>
      {inChanged.map(({ name, people }) => (
        <Text key={name} size="sm">
          {t('chain.atChanged', { count: people, step: titles.of(name).title })}
        </Text>
      ))}
      {inGone.map(({ name, people, to }) => (
        <Select
          key={name}
          label={t('chain.atGone', { count: people, step: before.of(name).title })}
          allowDeselect={false}
          data={[
            ...(to === null && !chosen[name] ? [{ value: LEAVES, label: t('chain.theyLeave') }] : []),
            ...steps.map((step) => ({ value: step, label: titles.of(step).title })),
          ]}
          value={chosen[name] ?? to ?? LEAVES}
          onChange={(step) => step !== null && step !== LEAVES && choose({ ...chosen, [name]: step })}
        />
      ))}
      {inChanged.length + inGone.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('chain.nobodyThere')}
        </Text>
      )}
    </FormDialog>
  );
}

import { Select, SimpleGrid } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Listed } from '@/components/ui/Listed';
import { Section } from '@/components/ui/Section';
import { useToasts } from '@/components/ui/toast';
import { type OwnLetters as Own, ownLettersQuery, talkLettersApi } from '../api/letters';

const DELAYS = [1, 5, 15, 60];
const MINE = ['away', 'always', 'never'] as const;
const QUEUE = ['alone', 'away', 'never'] as const;

/** When visitors' messages come to the member by mail; each choice is saved at once. */
export function OwnLetters() {
  const { t } = useTranslation();
  const query = useQuery(ownLettersQuery);
  return (
    <Section title={t('mail.own')} text={t('mail.ownText')}>
      <Listed query={query} count={2}>
        {query.data && <Choices own={query.data} />}
      </Listed>
    </Section>
  );
}

function Choices({ own }: { own: Own }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const save = useMutation({
    mutationFn: talkLettersApi.saveOwn,
    onMutate: (next: Own) => client.setQueryData(ownLettersQuery.queryKey, next),
    onSuccess: () => toasts.done(t('common.saved')),
    onError: (error) => {
      toasts.failed(error);
      void client.invalidateQueries({ queryKey: ownLettersQuery.queryKey });
    },
  });
  const change = (patch: Partial<Own>) => save.mutate({ ...own, ...patch });
  const delays = [...new Set([...DELAYS, own.delay_minutes])].sort((a, b) => a - b);
  return (
    <SimpleGrid cols={{ base: 1, sm: 3 }}>
      <Select
        label={t('mail.mine')}
        allowDeselect={false}
        data={MINE.map((value) => ({ value, label: t(`mail.mineIs.${value}`) }))}
        value={own.mine}
        onChange={(value) => change({ mine: value as Own['mine'] })}
      />
      <Select
        label={t('mail.queue')}
        allowDeselect={false}
        data={QUEUE.map((value) => ({ value, label: t(`mail.queueIs.${value}`) }))}
        value={own.queue}
        onChange={(value) => change({ queue: value as Own['queue'] })}
      />
      <Select
        label={t('mail.ownDelay')}
        allowDeselect={false}
        disabled={own.mine === 'never' && own.queue === 'never'}
        data={delays.map((value) => ({ value: String(value), label: t('mail.minutes', { count: value }) }))}
        value={String(own.delay_minutes)}
        onChange={(value) => change({ delay_minutes: Number(value) })}
      />
    </SimpleGrid>
  );
}

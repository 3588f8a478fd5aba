import { Select, Text } from '@mantine/core';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';
import type { Page } from '@/lib/api/types';
import type { Content } from '../api/graph';
import { FaultsAt } from './faults';

type Sender = components['schemas']['SenderAnswer'];

const sendersQuery = queryOptions({
  queryKey: ['mail', 'senders', 'choice'],
  queryFn: async ({ signal }) => (await api.get<Page<Sender>>('/mail/senders', {}, signal)).items,
  staleTime: 60_000,
});

interface SenderFieldProps {
  content: Content['content'];
  onChange: (content: Content['content']) => void;
  path: string;
}

const nameOf = ({ name, address }: Sender): string => (name ? `${name} · ${address}` : address);

/** From whom a letter comes; nothing chosen: from the usual sender, whoever that is then. */
export function SenderField({ content, onChange, path }: SenderFieldProps) {
  const { t } = useTranslation();
  const senders = useQuery(sendersQuery).data;
  const usual = senders?.find(({ is_default }) => is_default);
  const chosen = typeof content.sender === 'number' ? String(content.sender) : null;
  const choose = (id: string | null): void => {
    const { sender: _, ...rest } = content;
    onChange(id === null ? rest : { ...rest, sender: Number(id) });
  };
  if (senders?.length === 0 && chosen === null)
    return (
      <Text size="sm" c="dimmed">
        {t('messages.sender.none')}{' '}
        <Text component={Link} to="/settings/mail" inherit td="underline">
          {t('messages.sender.add')}
        </Text>
      </Text>
    );
  return (
    <div>
      <Select
        clearable
        label={t('messages.sender.label')}
        placeholder={usual ? t('messages.sender.usual', { name: nameOf(usual) }) : ''}
        data={(senders ?? []).map((each) => ({ value: each.id, label: nameOf(each) }))}
        value={chosen}
        onChange={choose}
        comboboxProps={{ withinPortal: true }}
      />
      <FaultsAt path={path} />
    </div>
  );
}

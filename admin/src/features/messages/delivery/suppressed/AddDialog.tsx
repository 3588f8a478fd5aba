import { Alert, Button, FileButton, Group, List, Modal, Stack, Text, Textarea } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '@/components/ui/states';
import { useFormat } from '@/lib/format';
import { type Added, deliveryApi, refreshDelivery } from '../api';
import { portionsOf } from './portions';

const SHOWN_FAULTS = 20;

/** Puts addresses on the list, typed or from a file of any length; lines that are none are told. */
export function AddDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const client = useQueryClient();
  const textOf = useErrorText();
  const [typed, type] = useState('');
  const [progress, setProgress] = useState<{ done: number; all: number } | null>(null);
  const add = useMutation({
    mutationFn: async (text: string) => {
      const sum: Added = { added: 0, known: 0, faults: [] };
      const portions = portionsOf(text);
      const all = portions.reduce((count, { lines }) => count + lines.length, 0);
      for (const { first, lines } of portions) {
        if (portions.length > 1) setProgress({ done: first, all });
        // One after the other: the server takes so many at once.
        // biome-ignore lint/performance/noAwaitInLoops: in turns
        const { added, known, faults } = await deliveryApi.add(lines);
        sum.added += added;
        sum.known += known;
        sum.faults.push(...faults.map((fault) => ({ ...fault, line: fault.line + first })));
      }
      return sum;
    },
    onSettled: () => {
      setProgress(null);
      return refreshDelivery(client);
    },
  });
  const take = (file: File | null): void => {
    if (file) void file.text().then((text) => add.mutate(text));
  };
  return (
    <Modal opened onClose={onClose} title={t('sending.adding.title')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate(typed);
        }}
      >
        <Stack>
          <Text size="sm">{t('sending.adding.text')}</Text>
          <Textarea
            data-autofocus
            label={t('sending.adding.field')}
            placeholder={'anna@mail.example\nboris@mail.example'}
            autosize
            minRows={5}
            maxRows={12}
            value={typed}
            onChange={(event) => type(event.currentTarget.value)}
          />
          {add.error && (
            <Alert color="red" role="alert">
              {textOf(add.error)}
            </Alert>
          )}
          {progress && (
            <Text size="sm" role="status">
              {t('sending.adding.progress', { done: number(progress.done), all: number(progress.all) })}
            </Text>
          )}
          {add.data && <Outcome added={add.data} />}
          <Group justify="space-between">
            <FileButton accept=".csv,.txt,text/csv,text/plain" onChange={take}>
              {(props) => (
                <Button
                  {...props}
                  variant="default"
                  leftSection={<IconFileUpload size={16} />}
                  disabled={add.isPending}
                >
                  {t('sending.adding.file')}
                </Button>
              )}
            </FileButton>
            <Group>
              <Button variant="default" onClick={onClose}>
                {t(add.data ? 'common.close' : 'common.cancel')}
              </Button>
              <Button type="submit" loading={add.isPending} disabled={!typed.trim()}>
                {t('sending.adding.go')}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function Outcome({ added: { added, known, faults } }: { added: Added }) {
  const { t } = useTranslation();
  return (
    <Alert color={faults.length > 0 ? 'orange' : 'teal'} role="status">
      {t('sending.adding.added', { count: added })}
      {known > 0 && `, ${t('sending.adding.known', { count: known })}`}.
      {faults.length > 0 && (
        <>
          <Text size="sm" mt={6}>
            {t('sending.adding.faults', { count: faults.length })}
          </Text>
          <List size="sm">
            {faults.slice(0, SHOWN_FAULTS).map(({ line, given }) => (
              <List.Item key={line} style={{ overflowWrap: 'anywhere' }}>
                {t('sending.adding.line', { line, given })}
              </List.Item>
            ))}
          </List>
          {faults.length > SHOWN_FAULTS && t('sending.adding.more', { count: faults.length - SHOWN_FAULTS })}
        </>
      )}
    </Alert>
  );
}

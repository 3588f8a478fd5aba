import { Alert, Box, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { FileChooser } from '@/components/ui/FileChooser';
import { Page } from '@/components/ui/Page';
import { Section } from '@/components/ui/Section';
import { Lines, useErrorText } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import { type ImportMapping, importsApi, type Preview } from '../api';
import { ErrorList } from '../components/ErrorList';
import { Mapping } from '../components/Mapping';
import { PreviewItems } from '../components/PreviewItems';

/** A file, what its columns mean, what becomes of the first lines, go. */
export function Component() {
  const { t } = useTranslation();
  const [file, setFile] = useState<File | null>(null);
  return (
    <Page title={t('imports.start')} width="narrow">
      <Box mb="md">
        <FileChooser
          file={file}
          accept=".csv,.tsv,.txt,.xlsx,.ndjson,.jsonl,.json"
          formats={t('imports.formats')}
          onChoose={setFile}
        />
      </Box>
      {file && <Checked key={`${file.name}:${file.size}:${file.lastModified}`} file={file} />}
    </Page>
  );
}

function Checked({ file }: { file: File }) {
  const { t } = useTranslation();
  const textOf = useErrorText();
  const [mapping, setMapping] = useState<ImportMapping | null>(null);
  const query = useQuery({
    queryKey: ['imports', 'preview', file.name, file.size, file.lastModified, mapping],
    queryFn: () => importsApi.preview(file, mapping),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });
  const change = (patch: Partial<ImportMapping>) => {
    const now = mapping ?? query.data?.mapping;
    if (now) setMapping({ ...now, ...patch });
  };
  const used = mapping ?? query.data?.mapping ?? null;
  return (
    <>
      {query.error && (
        <Alert color="red" mb="md" role="alert">
          <Group justify="space-between">
            <Text size="sm">{textOf(query.error)}</Text>
            <Button size="xs" variant="default" loading={query.isFetching} onClick={() => void query.refetch()}>
              {t('common.retry')}
            </Button>
          </Group>
        </Alert>
      )}
      {query.isPending && <Lines count={6} />}
      {query.data && used && <Mapping preview={query.data} mapping={used} onChange={change} />}
      {query.data && <Result preview={query.data} file={file} mapping={used} isFresh={!query.isPlaceholderData} />}
    </>
  );
}

function Result({
  preview,
  file,
  mapping,
  isFresh,
}: {
  preview: Preview;
  file: File;
  mapping: ImportMapping | null;
  isFresh: boolean;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const toasts = useToasts();
  const [consent, setConsent] = useState('');
  const start = useMutation({
    mutationFn: () => importsApi.start(file, mapping, consent.trim()),
    onSuccess: async (item) => {
      await client.invalidateQueries({ queryKey: ['imports'] });
      await navigate(`/imports/${item.id}`);
    },
    onError: toasts.failed,
  });
  return (
    <>
      <Section title={t('imports.preview')} text={t('imports.previewText')}>
        <PreviewItems items={preview.items} />
      </Section>
      <ErrorList errors={preview.errors} title={t('imports.badLines')} />
      <Section title={t('imports.go')} text={t('imports.goText')}>
        <Stack>
          <TextInput
            label={t('imports.consent')}
            description={t('imports.consentText')}
            placeholder={t('imports.consentHint')}
            value={consent}
            onChange={(event) => setConsent(event.currentTarget.value)}
            maxLength={500}
          />
          <Group justify="flex-end">
            <Button
              loading={start.isPending}
              disabled={preview.items.length === 0 || !isFresh}
              onClick={() => start.mutate()}
            >
              {t('imports.goButton')}
            </Button>
          </Group>
        </Stack>
      </Section>
    </>
  );
}

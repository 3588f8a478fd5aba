import { Alert, Button, Checkbox, Group, Modal, Select, Skeleton, Stack, TagsInput, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CodeBlock } from '@/components/ui/Code';
import { useErrorText } from '@/components/ui/states';
import { saveFile } from '@/lib/download';
import { useFormat } from '@/lib/format';
import { type Audience, BULK, bulkApi, type FileSpec, FORMATS, type Preview, previewQuery } from './api';

/** More people than this are written in the background: the page need not wait. */
const AT_ONCE = 50_000;
const COLUMNS = ['id', 'name', 'email', 'phone', 'user_id', 'stage', 'first_seen', 'last_seen', 'country', 'city'];
const MORE = ['sessions_count', 'pages_count', 'orders_count', 'revenue'];

interface ExportDialogProps {
  audience: Audience;
  count: number;
  onClose: () => void;
}

/** Chooses a format, shows who would be in the file and who not, and makes it. */
export default function ExportDialog({ audience, count, onClose }: ExportDialogProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const errorText = useErrorText();
  const [spec, change] = useState<FileSpec>({ format: 'csv', columns: COLUMNS, is_hashed: true });
  const preview = useQuery(previewQuery(audience, spec));
  const isLarge = count > AT_ONCE;
  const make = useMutation({
    mutationFn: async () => {
      if (isLarge) await bulkApi.start(audience, { action: { kind: 'export', ...spec }, expected: count });
      else saveFile(await bulkApi.file(audience, spec), preview.data?.filename ?? 'people.csv');
    },
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: BULK });
      onClose();
    },
  });
  const error = make.error ?? preview.error;
  return (
    <Modal opened onClose={onClose} size="lg" title={t('bulk.do.export')}>
      <Stack>
        <Select
          data-autofocus
          label={t('bulk.format')}
          description={t(`bulk.formatText.${spec.format}`)}
          allowDeselect={false}
          data={FORMATS.map((value) => ({ value, label: t(`bulk.formats.${value}`) }))}
          value={spec.format}
          onChange={(next) => change({ ...spec, format: FORMATS.find((known) => known === next) ?? 'csv' })}
        />
        {spec.format === 'csv' && (
          <TagsInput
            label={t('bulk.columns')}
            data={[...COLUMNS, ...MORE]}
            value={spec.columns}
            onChange={(columns) => change({ ...spec, columns })}
          />
        )}
        {spec.format === 'yandex' && (
          <Checkbox
            label={t('bulk.hashed')}
            checked={spec.is_hashed}
            onChange={(event) => change({ ...spec, is_hashed: event.currentTarget.checked })}
          />
        )}
        {error ? (
          <Alert color="red" role="alert">
            {errorText(error)}
          </Alert>
        ) : (
          <Seen preview={preview.data} />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button
            leftSection={<IconDownload size={16} stroke={1.7} />}
            loading={make.isPending}
            disabled={preview.data?.lines_count === 0}
            onClick={() => make.mutate()}
          >
            {isLarge ? t('bulk.prepare') : t('bulk.download')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Seen({ preview }: { preview: Preview | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!preview) return <Skeleton height={120} radius="md" />;
  const lines = preview.heading.length > 0 ? [preview.heading, ...preview.lines] : preview.lines;
  return (
    <Stack gap="xs" aria-live="polite">
      <Text size="sm" fw={600} className="tnum">
        {t('bulk.willHold', { count: preview.written, formatted: format.number(preview.written) })}
        {!preview.is_whole && ` ${t('bulk.ofFirst', { formatted: format.number(preview.total) })}`}
      </Text>
      {preview.left_out.map(({ reason, count }) => (
        <Text key={reason} size="sm" c="dimmed" className="tnum">
          {t(`bulk.leftOut.${reason}`)}: {format.number(count)}
        </Text>
      ))}
      {preview.is_too_small && (
        <Alert color="orange">{t('bulk.tooSmall', { fewest: format.number(preview.fewest) })}</Alert>
      )}
      {preview.lines.length > 0 && <CodeBlock maxHeight={160} text={lines.map((line) => line.join(',')).join('\n')} />}
    </Stack>
  );
}

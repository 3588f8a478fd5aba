import { Button, FileButton, Group, Paper, Text } from '@mantine/core';
import { IconFileSpreadsheet, IconUpload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/lib/format';

interface FileChooserProps {
  file: File | null;
  /** Endings of names, as the browser's window takes them. */
  accept: string;
  /** Which files these are, in words. */
  formats: string;
  onChoose: (file: File | null) => void;
}

/** A file to import: let fall here, or chosen; what is chosen stays until there is another. */
export function FileChooser({ file, accept, formats, onChoose }: FileChooserProps) {
  const { t } = useTranslation();
  const { bytes } = useFormat();
  return (
    <Paper
      p="md"
      style={{ borderStyle: 'dashed' }}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        onChoose(event.dataTransfer.files[0] ?? file);
      }}
    >
      <Group justify="space-between">
        <Group gap="sm" wrap="nowrap" style={{ minWidth: 0 }}>
          <IconFileSpreadsheet size={26} stroke={1.4} />
          <div style={{ minWidth: 0 }}>
            <Text size="sm" fw={500} truncate>
              {file ? file.name : t('imports.drop')}
            </Text>
            <Text size="xs" c="dimmed">
              {file ? bytes(file.size) : formats}
            </Text>
          </div>
        </Group>
        <FileButton
          onChange={(next) => onChoose(next ?? file)}
          accept={accept}
          inputProps={{ 'aria-label': t('imports.file') }}
        >
          {(props) => (
            <Button {...props} variant={file ? 'default' : 'filled'} leftSection={<IconUpload size={16} />}>
              {file ? t('imports.another') : t('imports.choose')}
            </Button>
          )}
        </FileButton>
      </Group>
    </Paper>
  );
}

import { Button, FileButton, Group, Loader, Stack, Text, TextInput } from '@mantine/core';
import { IconPhotoUp } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type ClipboardEvent, type DragEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '@/components/ui/states';
import { api } from '@/lib/api/client';
import { useBuilding, useFaultOf } from '../context';
import { blockAt, changeBlock } from '../model/edits';
import type { PictureBlock, Spot } from '../model/popup';
import classes from './panels.module.css';
import { Words } from './Words';

interface Picture {
  id: string;
  url: string;
  width: number;
  height: number;
}

const TYPES = 'image/png,image/jpeg,image/webp,image/gif';

const firstPicture = (files: FileList | undefined): File | undefined =>
  [...(files ?? [])].find((file) => file.type.startsWith('image/'));

/** A picture from the machine, by a click, a drop or a paste, or one that lies at an address. */
export function PicturePanel({ block }: { block: PictureBlock }) {
  const { t } = useTranslation();
  const { change } = useBuilding();
  const faultOf = useFaultOf();
  return (
    <Stack gap="sm">
      <Upload block={block} />
      <TextInput
        label={t('popups.picture.url')}
        placeholder="https://…"
        value={block.url}
        error={faultOf('url')}
        onChange={(event) => change({ ...block, url: event.currentTarget.value })}
      />
      <Words
        label={t('popups.picture.alt')}
        description={t('popups.picture.altText')}
        value={block.alt}
        onChange={(alt) => change({ ...block, alt })}
        at="alt"
        maxLength={200}
      />
      <Words
        label={t('popups.picture.href')}
        value={block.href ?? ''}
        onChange={(href) => {
          const { href: _href, ...plain } = block;
          change(href ? { ...plain, href } : plain);
        }}
        at="href"
      />
    </Stack>
  );
}

function Upload({ block }: { block: PictureBlock }) {
  const { t } = useTranslation();
  const { edit, chosen } = useBuilding();
  const textOf = useErrorText();
  const [isOver, over] = useState(false);
  const upload = useMutation({
    mutationFn: async ({ file, spot }: { file: File; spot: Spot }) => ({
      picture: await api.post<Picture>('/pictures', file),
      spot,
    }),
    onSuccess: ({ picture, spot }) =>
      // The block may have been edited while the picture went up.
      edit((popup) => {
        const now = blockAt(popup, spot);
        return now?.kind === 'picture' ? changeBlock(popup, spot, { ...now, url: picture.url }) : popup;
      }),
  });
  const take = (file: File | null | undefined): void => {
    if (file && chosen.what === 'block') upload.mutate({ file, spot: { page: chosen.page, block: chosen.block } });
  };
  return (
    <div
      className={classes.drop}
      data-over={isOver || undefined}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what is pasted goes where the focus is
      tabIndex={0}
      role="group"
      aria-label={t('popups.picture.place')}
      onDragOver={(event) => {
        event.preventDefault();
        over(true);
      }}
      onDragLeave={() => over(false)}
      onDrop={(event: DragEvent) => {
        event.preventDefault();
        over(false);
        take(firstPicture(event.dataTransfer.files));
      }}
      onPaste={(event: ClipboardEvent) => take(firstPicture(event.clipboardData.files))}
    >
      {upload.isPending ? <Loader size="sm" /> : block.url !== '' && <img src={block.url} alt={block.alt} />}
      <Group gap={6} justify="center">
        <FileButton onChange={take} accept={TYPES}>
          {(props) => (
            <Button {...props} variant="default" size="compact-sm" leftSection={<IconPhotoUp size={14} />}>
              {t(block.url ? 'popups.picture.other' : 'popups.picture.choose')}
            </Button>
          )}
        </FileButton>
      </Group>
      <Text size="xs" c="dimmed">
        {t('popups.picture.text')}
      </Text>
      {upload.error && (
        <Text size="xs" c="red" role="alert">
          {textOf(upload.error)}
        </Text>
      )}
    </div>
  );
}

import { Button, FileButton, Loader, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconPhotoUp } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type ClipboardEvent, type DragEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '@/components/ui/states';
import { api } from '@/lib/api/client';
import { useWriting } from '../context';
import classes from '../email.module.css';
import { blockAt, changeBlock } from '../model/edits';
import type { PictureBlock, Spot } from '../model/letter';
import { AlignField, Pixels, Words } from './fields';

interface Picture {
  url: string;
}

const TYPES = 'image/png,image/jpeg,image/webp,image/gif';

const firstPicture = (files: FileList | undefined): File | undefined =>
  [...(files ?? [])].find((file) => file.type.startsWith('image/'));

/** A picture from the machine, by a press, a drop or a paste, or one that lies at an address. */
export function PictureFields({ block }: { block: PictureBlock }) {
  const { t } = useTranslation();
  const { change } = useWriting();
  const { href: _href, width: _width, ...bare } = block;
  return (
    <Stack gap="sm">
      <Upload block={block} />
      <Words
        label={t('letters.picture.url')}
        placeholder="https://…"
        value={block.url}
        onChange={(url) => change({ ...block, url })}
        at="url"
      />
      <Words
        label={t('letters.picture.alt')}
        description={t('letters.picture.altText')}
        value={block.alt}
        onChange={(alt) => change({ ...block, alt })}
        at="alt"
        maxLength={500}
      />
      <Words
        label={t('letters.picture.href')}
        value={block.href ?? ''}
        onChange={(href) => change(href ? { ...block, href } : { ...bare, ...(block.width && { width: block.width }) })}
        at="href"
      />
      <SegmentedControl
        fullWidth
        aria-label={t('letters.picture.size')}
        value={block.is_wide ? 'wide' : block.width ? 'own' : 'usual'}
        onChange={(size) => {
          const kept = { ...bare, ...(block.href && { href: block.href }), is_wide: size === 'wide' };
          change(size === 'own' ? { ...kept, width: 240 } : kept);
        }}
        data={(['usual', 'wide', 'own'] as const).map((value) => ({
          value,
          label: t(`letters.picture.sizes.${value}`),
        }))}
      />
      {block.width !== undefined && (
        <Pixels
          label={t('letters.picture.width')}
          value={block.width}
          min={16}
          max={720}
          onChange={(width) => change({ ...block, width: width ?? 16 })}
        />
      )}
      <AlignField value={block.align ?? 'center'} onChange={(align) => change({ ...block, align })} />
    </Stack>
  );
}

function Upload({ block }: { block: PictureBlock }) {
  const { t } = useTranslation();
  const { edit, chosen } = useWriting();
  const errorText = useErrorText();
  const [isOver, over] = useState(false);
  const upload = useMutation({
    mutationFn: async ({ file, spot }: { file: File; spot: Spot }) => ({
      picture: await api.post<Picture>('/pictures', file),
      spot,
    }),
    onSuccess: ({ picture, spot }) =>
      // The block may have been edited while the picture went up.
      edit((design) => {
        const now = blockAt(design, spot);
        return now?.kind === 'picture' ? changeBlock(design, spot, { ...now, url: picture.url }) : design;
      }),
  });
  const take = (file: File | null | undefined): void => {
    if (file && chosen) upload.mutate({ file, spot: chosen });
  };
  const isShown = block.url !== '' && !block.url.includes('{');
  return (
    <div
      className={classes.drop}
      data-over={isOver || undefined}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what is pasted goes where the focus is
      tabIndex={0}
      role="group"
      aria-label={t('letters.picture.place')}
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
      {upload.isPending ? <Loader size="sm" /> : isShown && <img src={block.url} alt={block.alt} />}
      <FileButton onChange={take} accept={TYPES}>
        {(props) => (
          <Button {...props} variant="default" size="compact-sm" leftSection={<IconPhotoUp size={14} />}>
            {t(block.url ? 'letters.picture.other' : 'letters.picture.choose')}
          </Button>
        )}
      </FileButton>
      <Text size="xs" c="dimmed">
        {t('letters.picture.text')}
      </Text>
      {upload.error && (
        <Text size="xs" c="red" role="alert">
          {errorText(upload.error)}
        </Text>
      )}
    </div>
  );
}

import { Button, FileButton, Loader, Text } from '@mantine/core';
import { IconPhotoUp } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type ClipboardEvent, type DragEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '@/components/ui/states';
import { api } from '@/lib/api/client';
import classes from './panels.module.css';

interface Picture {
  url: string;
}

const TYPES = 'image/png,image/jpeg,image/webp,image/gif';

const firstPicture = (files: FileList | undefined): File | undefined =>
  [...(files ?? [])].find((file) => file.type.startsWith('image/'));

interface PictureDropProps {
  url: string;
  alt: string;
  /** Asked when a picture sets out: says what is done with its address once it is up, whatever is chosen then. */
  onTake: () => ((url: string) => void) | null;
}

/** A picture from the machine: by a press, a drop or a paste. */
export function PictureDrop({ url, alt, onTake }: PictureDropProps) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const [isOver, over] = useState(false);
  const upload = useMutation({
    mutationFn: async ({ file, put }: { file: File; put: (url: string) => void }) => {
      put((await api.post<Picture>('/pictures', file)).url);
    },
  });
  const take = (file: File | null | undefined): void => {
    const put = file ? onTake() : null;
    if (file && put) upload.mutate({ file, put });
  };
  const isShown = url !== '' && !url.includes('{');
  return (
    <div
      className={classes.drop}
      data-over={isOver || undefined}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what is pasted goes where the focus is
      tabIndex={0}
      role="group"
      aria-label={t('builder.picture.place')}
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
      {upload.isPending ? <Loader size="sm" /> : isShown && <img src={url} alt={alt} />}
      <FileButton onChange={take} accept={TYPES}>
        {(props) => (
          <Button {...props} variant="default" size="compact-sm" leftSection={<IconPhotoUp size={14} />}>
            {t(url ? 'builder.picture.other' : 'builder.picture.choose')}
          </Button>
        )}
      </FileButton>
      <Text size="xs" c="dimmed">
        {t('builder.picture.text')}
      </Text>
      {upload.error && (
        <Text size="xs" c="red" role="alert">
          {errorText(upload.error)}
        </Text>
      )}
    </div>
  );
}

import { IconFile } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/lib/format';
import type { InboxFile } from '../api/types';
import classes from '../styles/feed.module.css';

/** Only addresses of this server: what a file's address says is not trusted to lead anywhere else. */
function ownUrl(url: string): string | undefined {
  return /^\/(?![/\\])/.test(url) ? url : undefined;
}

/** Files of a message. Pictures are shown only when the server has looked into them and says so. */
export function Files({ files }: { files: InboxFile[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      {files.map((file) => {
        const url = ownUrl(file.url);
        if (file.is_picture && url !== undefined)
          return (
            <a key={file.id} href={url} target="_blank" rel="noreferrer noopener">
              <img
                className={classes.picture}
                src={url}
                alt={t('inbox.picture', { name: file.name })}
                loading="lazy"
                {...(file.width &&
                  file.height && { width: file.width, height: file.height, style: { height: 'auto' } })}
              />
            </a>
          );
        return (
          <a key={file.id} className={classes.file} href={url} download={file.name}>
            <IconFile size={16} style={{ flex: 'none' }} />
            <span>{file.name}</span>
            <small style={{ color: 'var(--mantine-color-dimmed)', whiteSpace: 'nowrap' }}>
              {format.bytes(file.size)}
            </small>
          </a>
        );
      })}
    </>
  );
}

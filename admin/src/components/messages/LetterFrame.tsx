import { Button } from '@mantine/core';
import { IconPhoto } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { documentOf, hasFarPictures } from './page';

interface LetterFrameProps {
  page: string;
  title: string;
  className: string | undefined;
}

/** A letter's page, in a frame where nothing runs and nothing is fetched unasked. */
export function LetterFrame({ page, title, className }: LetterFrameProps) {
  const { t } = useTranslation();
  const [hasPictures, setPictures] = useState(false);
  return (
    <>
      {hasFarPictures(page, location.origin) && !hasPictures && (
        <Button
          size="compact-sm"
          variant="default"
          mb="xs"
          style={{ alignSelf: 'flex-start' }}
          leftSection={<IconPhoto size={14} />}
          title={t('common.picturesWhy')}
          onClick={() => setPictures(true)}
        >
          {t('common.pictures')}
        </Button>
      )}
      <iframe
        className={className}
        title={title}
        sandbox="allow-popups allow-popups-to-escape-sandbox"
        referrerPolicy="no-referrer"
        srcDoc={documentOf(page, hasPictures, location.origin)}
      />
    </>
  );
}

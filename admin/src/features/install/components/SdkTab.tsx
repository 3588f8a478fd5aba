import { SegmentedControl, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CodeBlock } from '@/components/ui/Code';
import { SDKS, type Sdk, sdkSnippet, type Target } from '../snippets';

/** Any Segment SDK works unchanged: only its address is another. */
export function SdkTab({ target }: { target: Target }) {
  const { t } = useTranslation();
  const [sdk, setSdk] = useState<Sdk>('node');
  const data = Object.entries(SDKS).map(([value, label]) => ({ value, label }));
  return (
    <>
      <Text size="sm" mb="sm">
        {t('install.sdk')}
      </Text>
      <div style={{ overflowX: 'auto', marginBottom: 12 }}>
        <SegmentedControl
          size="xs"
          aria-label={t('install.language')}
          data={data}
          value={sdk}
          onChange={(value) => setSdk(value as Sdk)}
        />
      </div>
      <CodeBlock text={sdkSnippet(sdk, target)} />
    </>
  );
}

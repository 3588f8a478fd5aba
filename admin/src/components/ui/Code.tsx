import { ActionIcon, Box, CopyButton, Code as MantineCode, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Json } from '@/lib/api/types';

/** A button that copies `value` and says so. */
export function Copy({ value, label }: { value: string; label?: string }) {
  const { t } = useTranslation();
  return (
    <CopyButton value={value} timeout={1500}>
      {({ copied, copy }) => {
        const text = copied ? t('common.copied') : (label ?? t('common.copy'));
        return (
          <Tooltip label={text} openDelay={0}>
            <ActionIcon onClick={copy} aria-label={text} color={copied ? 'teal' : 'gray'}>
              {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
            </ActionIcon>
          </Tooltip>
        );
      }}
    </CopyButton>
  );
}

/** Text of a program, scrolled and copied, never run. */
export function CodeBlock({ text, maxHeight = 420 }: { text: string; maxHeight?: number }) {
  const { t } = useTranslation();
  return (
    <Box pos="relative">
      <MantineCode
        block
        tabIndex={0}
        role="region"
        aria-label={t('common.code')}
        style={{ maxHeight, overflow: 'auto', fontSize: 12.5, lineHeight: 1.6, paddingRight: 44 }}
      >
        {text}
      </MantineCode>
      <Box pos="absolute" top={6} right={6}>
        <Copy value={text} />
      </Box>
    </Box>
  );
}

/** One value on a line: a key, a token. */
export function CodeLine({ text }: { text: string }) {
  return (
    <Box style={{ display: 'flex', alignItems: 'center', gap: 4, minWidth: 0 }}>
      <MantineCode style={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap', fontSize: 12.5 }}>
        {text}
      </MantineCode>
      <Copy value={text} />
    </Box>
  );
}

export function JsonBlock({ value }: { value: Json | object }) {
  return <CodeBlock text={JSON.stringify(value, null, 2)} />;
}

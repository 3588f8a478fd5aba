import { ActionIcon, Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CodeBlock } from '@/components/ui/Code';
import { Section } from '@/components/ui/Section';
import type { Json } from '@/lib/api/types';
import { type ContentProps, faultsOf, textOf } from './ContentEditor';
import classes from './contents.module.css';
import { LiquidField } from './LiquidField';
import { PersonPreview } from './PersonPreview';

const METHODS = ['POST', 'PUT', 'PATCH', 'GET', 'DELETE'];
const USUAL = { person: '{{ person.id }}', email: '{{ person.email }}', event: '{{ event.id }}' };

function headersOf(value: Json | undefined): [string, string][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).map(([name, text]) => [name, textOf(text)]);
}

/** A call of another program. */
export function WebhookEditor({ content, onChange, faults }: ContentProps) {
  const { t } = useTranslation();
  const set = (patch: { [key: string]: Json | undefined }): void => {
    const next = Object.entries({ ...content, ...patch }).filter(([, value]) => value !== undefined);
    onChange(Object.fromEntries(next) as ContentProps['content']);
  };
  const method = textOf(content.method) || 'POST';
  return (
    <div className={classes.layout}>
      <Section title={t('messages.webhook.title')} text={t('messages.webhook.text')}>
        <Stack gap="md">
          <Group gap="xs" align="flex-start" wrap="nowrap">
            <Select
              w={110}
              label={t('messages.webhook.method')}
              allowDeselect={false}
              data={METHODS}
              value={method}
              onChange={(next) => set({ method: next ?? 'POST' })}
            />
            <div style={{ flex: 1, minWidth: 0 }}>
              <LiquidField
                isRequired
                label={t('messages.webhook.url')}
                placeholder="https://example.com/hook"
                value={textOf(content.url)}
                onChange={(url) => set({ url })}
                faults={[...faultsOf(faults, 'url'), ...faultsOf(faults, 'method')]}
              />
            </div>
          </Group>
          <Headers
            headers={headersOf(content.headers)}
            onChange={(headers) => set({ headers: headers.length ? Object.fromEntries(headers) : undefined })}
            error={faultsOf(faults, 'headers')[0]?.message}
          />
          {method !== 'GET' && <Body content={content} set={set} faults={faults} />}
        </Stack>
      </Section>
      <PersonPreview channel="webhook" content={content}>
        {(shown) => (
          <CodeBlock
            text={`${textOf(shown.method) || 'POST'} ${textOf(shown.url)}\n\n${JSON.stringify(shown.body ?? t('messages.webhook.usual'), null, 2)}`}
          />
        )}
      </PersonPreview>
    </div>
  );
}

interface HeadersProps {
  headers: [string, string][];
  onChange: (headers: [string, string][]) => void;
  error: string | undefined;
}

function Headers({ headers, onChange, error }: HeadersProps) {
  const { t } = useTranslation();
  const [rows, setRows] = useState(headers);
  const write = (next: [string, string][]): void => {
    setRows(next);
    onChange(next.filter(([name]) => name.trim() !== ''));
  };
  const change = (index: number, side: 0 | 1, text: string): void =>
    write(rows.map((row, at) => (at === index ? (side === 0 ? [text, row[1]] : [row[0], text]) : row)));
  return (
    <Stack gap={6}>
      <Text size="sm" fw={500}>
        {t('messages.webhook.headers')}
      </Text>
      {rows.map(([name, text], index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have nothing else to tell them apart while a name is typed
        <Group key={index} gap={6} wrap="nowrap">
          <TextInput
            w={180}
            aria-label={t('messages.webhook.headerName')}
            placeholder="X-Api-Key"
            value={name}
            onChange={(event) => change(index, 0, event.currentTarget.value)}
          />
          <TextInput
            flex={1}
            aria-label={t('messages.webhook.headerValue')}
            value={text}
            onChange={(event) => change(index, 1, event.currentTarget.value)}
          />
          <ActionIcon
            aria-label={t('messages.webhook.removeHeader')}
            onClick={() => write(rows.filter((_, at) => at !== index))}
          >
            <IconX size={16} />
          </ActionIcon>
        </Group>
      ))}
      {error && (
        <Text size="xs" c="red">
          {error}
        </Text>
      )}
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        w="fit-content"
        leftSection={<IconPlus size={14} />}
        onClick={() => setRows([...rows, ['', '']])}
      >
        {t('messages.webhook.addHeader')}
      </Button>
    </Stack>
  );
}

interface BodyProps {
  content: ContentProps['content'];
  set: (patch: { [key: string]: Json | undefined }) => void;
  faults: ContentProps['faults'];
}

/** JSON of one's own, or the person and the event as they are. */
function Body({ content, set, faults }: BodyProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(content.body === undefined ? '' : JSON.stringify(content.body, null, 2));
  const [isBad, setBad] = useState(false);
  const write = (next: string): void => {
    setText(next);
    if (!next.trim()) {
      setBad(false);
      set({ body: undefined });
      return;
    }
    try {
      set({ body: JSON.parse(next) as Json });
      setBad(false);
    } catch {
      setBad(true);
    }
  };
  return (
    <div>
      <LiquidField
        isLong
        isCode
        minRows={6}
        label={t('messages.webhook.body')}
        description={t('messages.webhook.bodyText')}
        placeholder={JSON.stringify(USUAL, null, 2)}
        value={text}
        onChange={write}
        faults={isBad ? [{ path: 'body', code: 'json', message: t('messages.fault.json') }] : faultsOf(faults, 'body')}
      />
      {!text && (
        <Button
          mt={6}
          variant="subtle"
          color="gray"
          size="compact-sm"
          onClick={() => write(JSON.stringify(USUAL, null, 2))}
        >
          {t('messages.webhook.begin')}
        </Button>
      )}
    </div>
  );
}

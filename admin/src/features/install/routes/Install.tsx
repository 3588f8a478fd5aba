import { Select, Stack, Tabs, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CodeBlock, CodeLine } from '@/components/ui/Code';
import { Page } from '@/components/ui/Page';
import { Section } from '@/components/ui/Section';
import { Failure, Lines } from '@/components/ui/states';
import type { WriteKey } from '@/lib/api/types';
import { useWorkspace } from '@/lib/session';
import { useUrlState } from '@/lib/urlState';
import { writeKeysQuery } from '../api';
import { SdkTab } from '../components/SdkTab';
import { Waiting } from '../components/Waiting';
import classes from '../install.module.css';
import { carrotquestSnippet, htmlSnippet, identifySnippet, spaSnippet, type Target, tagSnippet } from '../snippets';

/** The snippet, in the form that fits the site; the page sees by itself when it works. */
export function Component() {
  const { t } = useTranslation();
  const keys = useQuery(writeKeysQuery);
  const [chosen, choose] = useState<string | null>(null);
  const items = keys.data?.items ?? [];
  const key = items.find((one) => one.id === chosen) ?? items[0];
  return (
    <Page title={t('install.title')} width="narrow">
      {keys.error && !keys.data ? <Failure error={keys.error} onRetry={() => void keys.refetch()} /> : null}
      {keys.isPending && <Lines count={8} />}
      {keys.data && !key && <Text>{t('install.noKey')}</Text>}
      {key && <Guide keys={items} writeKey={key} onChoose={choose} />}
    </Page>
  );
}

function Guide({
  keys,
  writeKey,
  onChoose,
}: {
  keys: WriteKey[];
  writeKey: WriteKey;
  onChoose: (id: string | null) => void;
}) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const [values, change] = useUrlState(['variant'] as const);
  const target: Target = {
    origin: workspace?.public_url.replace(/\/$/, '') ?? window.location.origin,
    key: writeKey.key,
    settings: workspace?.settings,
  };
  return (
    <>
      <Waiting key={writeKey.id} writeKey={writeKey} />
      <Section title={t('install.paste')} text={t('install.pasteText')}>
        {keys.length > 1 && (
          <Select
            label={t('install.key')}
            mb="sm"
            maw={320}
            allowDeselect={false}
            value={writeKey.id}
            onChange={onChoose}
            data={keys.map((key) => ({ value: key.id, label: key.name || key.key }))}
          />
        )}
        <Tabs value={values.variant ?? 'html'} onChange={(variant) => change({ variant })} keepMounted={false}>
          <Tabs.List mb="md" className={classes.tabs ?? ''}>
            {(['html', 'gtm', 'spa', 'identify', 'sdk', 'carrotquest'] as const).map((variant) => (
              <Tabs.Tab key={variant} value={variant}>
                {t(`install.tab.${variant}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Variant name="html" code={htmlSnippet(target)} text={t('install.html')} />
          <Variant name="gtm" code={tagSnippet(target)} text={t('install.gtm')} />
          <Variant name="spa" code={spaSnippet(target)} text={t('install.spa')} />
          <Variant name="identify" code={identifySnippet()} text={t('install.identify')} />
          <Tabs.Panel value="sdk">
            <SdkTab target={target} />
          </Tabs.Panel>
          <Variant
            name="carrotquest"
            code={carrotquestSnippet(target)}
            text={t('install.carrotquest', { origin: target.origin })}
          />
        </Tabs>
      </Section>
      <Section title={t('install.address')} text={t('install.addressText')}>
        <Stack gap={4}>
          <CodeLine text={target.origin} />
          <CodeLine text={writeKey.key} />
        </Stack>
      </Section>
    </>
  );
}

function Variant({ name, code, text }: { name: string; code: string; text: string }) {
  return (
    <Tabs.Panel value={name}>
      <Text size="sm" mb="sm" style={{ whiteSpace: 'pre-line' }}>
        {text}
      </Text>
      <CodeBlock text={code} />
    </Tabs.Panel>
  );
}

import { Code, SimpleGrid, Stack, Switch, TagsInput, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import type { PartProps } from './part';

const NAMES = ['source', 'medium', 'campaign', 'content'] as const;
const MOST = 200;
const MOST_SITES = 50;

/** An address, or what was copied with it, as the name of a site. */
const siteOf = (typed: string): string =>
  typed
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/[/:?#].*$/, '')
    .replace(/^www\./, '');

/** Marks in links by which the site's own statistics know where people come from. */
export function Utm({ settings: { utm }, change }: PartProps) {
  const { t } = useTranslation();
  if (!utm) return null;
  const set = (patch: Partial<typeof utm>): void => change({ utm: { ...utm, ...patch } });
  const usual = { source: 'otklik', medium: 'email', campaign: t('messages.utm.byName'), content: '' };
  const [site] = utm.sites;
  return (
    <Section title={t('messages.utm.title')} text={t('messages.utm.text')}>
      <Stack gap="md">
        <Switch
          label={t('messages.utm.isOn')}
          checked={utm.is_on}
          onChange={(event) => set({ is_on: event.currentTarget.checked })}
        />
        {utm.is_on && (
          <>
            <TagsInput
              label={t('messages.utm.sites')}
              description={t('messages.utm.sitesText')}
              placeholder={utm.sites.length === 0 ? 'shop.ru' : ''}
              maxTags={MOST_SITES}
              value={utm.sites}
              onChange={(sites) => set({ sites: [...new Set(sites.map(siteOf).filter((each) => each.includes('.')))] })}
            />
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              {NAMES.map((name) => (
                <TextInput
                  key={name}
                  label={`utm_${name}`}
                  placeholder={usual[name]}
                  maxLength={MOST}
                  value={utm[name]}
                  onChange={(event) => set({ [name]: event.currentTarget.value })}
                />
              ))}
            </SimpleGrid>
            <Text size="xs" c="dimmed">
              {t('messages.utm.liquid', {
                example: '{{ person.city }}',
                interpolation: { skipOnVariables: true, escapeValue: false },
              })}
            </Text>
            {site !== undefined && (
              <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
                {`https://${site}/?${NAMES.map((name) => ({ name, value: utm[name] || usual[name] }))
                  .filter(({ value }) => value)
                  .map(({ name, value }) => `utm_${name}=${value}`)
                  .join('&')}`}
              </Code>
            )}
          </>
        )}
      </Stack>
    </Section>
  );
}

import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import type { Fault } from '@/lib/api/errors';
import type { Entry } from '../api/graph';
import { Audience } from './Audience';
import { FiltersEditor } from './FiltersEditor';
import { FaultsIn } from './faults';
import { Insiders } from './Insiders';
import { RepeatField } from './RepeatField';
import { Triggers } from './Triggers';

interface EntryEditorProps {
  value: Entry;
  onChange: (entry: Entry) => void;
  /** With paths from the graph: `entry.triggers[0].event`. */
  faults: readonly Fault[];
  /** Only a page that is open can show it. */
  isOnSite?: boolean;
  /** Who is let in stands elsewhere on the page. */
  hasAudience?: boolean;
  /** The walks of one person side by side (one an order) mean something. */
  hasTogether?: boolean;
}

/** The entry without a key whose value asks nothing. */
export function withPart<K extends keyof Entry>(entry: Entry, key: K, value: Entry[K] | undefined): Entry {
  const { [key]: _, ...rest } = entry;
  const isAsked = value !== undefined && value !== false;
  return { ...rest, ...(isAsked && { [key]: value }) } as unknown as Entry;
}

/** Who begins and when: triggers, where and when they count, how often, whom it is for. */
export function EntryEditor(props: EntryEditorProps) {
  const { value: entry, onChange, faults, isOnSite = false, hasAudience = true, hasTogether = false } = props;
  const { t } = useTranslation();
  return (
    <FaultsIn faults={faults}>
      <Stack gap={0}>
        <Section title={t('messages.section.triggers')} text={t('messages.section.triggersText')}>
          <Triggers
            isOnSite={isOnSite}
            triggers={entry.triggers}
            onChange={(triggers) => onChange({ ...entry, triggers })}
          />
          <Insiders entry={entry} onChange={(inside) => onChange(withPart(entry, 'also_inside', inside))} />
        </Section>
        <Section title={t('messages.section.filters')} text={t('messages.section.filtersText')}>
          <FiltersEditor
            filters={entry.filters}
            onChange={(filters) => onChange(withPart(entry, 'filters', filters))}
          />
        </Section>
        <Section title={t('messages.section.repeat')}>
          <RepeatField
            repeat={entry.repeat}
            isTogether={entry.together ?? false}
            onChange={(repeat) => onChange({ ...entry, repeat })}
            {...(hasTogether && {
              onTogether: (together: boolean) => onChange(withPart(entry, 'together', together)),
            })}
          />
        </Section>
        {hasAudience && (
          <Audience
            title={t('messages.section.audience')}
            text={t('messages.section.audienceText')}
            everybody={t('messages.audience.everybody')}
            audience={entry.audience}
            onChange={(audience) => onChange(withPart(entry, 'audience', audience))}
          />
        )}
      </Stack>
    </FaultsIn>
  );
}

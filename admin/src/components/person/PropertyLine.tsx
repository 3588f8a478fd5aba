import { ActionIcon, Popover, Text, TextInput } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dash } from '@/components/ui/Dash';
import { Moment } from '@/components/ui/Moment';
import { Failure, Lines } from '@/components/ui/states';
import type { Json, Profile } from '@/lib/api/types';
import { useAuthors } from '@/lib/authors';
import { textOf } from '@/lib/events/sentence';
import { propertyTitle } from '@/lib/properties';
import { historyQuery } from './api';
import classes from './person.module.css';
import { editableText, parseValue } from './properties';

interface PropertyLineProps {
  profile: Profile;
  name: string;
  canEdit: boolean;
  onChange: (value: Json) => void;
}

export function PropertyLine({ profile, name, canEdit, onChange }: PropertyLineProps) {
  const { t } = useTranslation();
  const title = propertyTitle(t, name);
  return (
    <div className={classes.property}>
      <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {title}
      </Text>
      <Value title={title} name={name} value={profile.properties[name]} canEdit={canEdit} onChange={onChange} />
      {profile.properties[name] === undefined ? (
        <span />
      ) : (
        <HistoryButton profile={profile} name={name} title={title} />
      )}
    </div>
  );
}

interface ValueProps {
  title: string;
  name: string;
  value: Json | undefined;
  canEdit: boolean;
  onChange: (value: Json) => void;
}

function Value({ title, name, value, canEdit, onChange }: ValueProps) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<string | null>(null);
  const isBoolean = typeof value === 'boolean';
  const text = isBoolean ? t(value ? 'common.true' : 'common.false') : textOf(value);
  if (!canEdit) return <span className={classes.value}>{text || <Dash />}</span>;
  if (draft === null) {
    return (
      <button
        type="button"
        className={classes.value}
        onClick={() => setDraft(editableText(value))}
        aria-label={t('card.editProperty', { name: title, value: text })}
      >
        {text || (
          <Text span inherit c="dimmed">
            {t('card.write')}
          </Text>
        )}
      </button>
    );
  }
  const finish = (isKept: boolean) => {
    const isText = name === '$phone' || name === '$name' || name === '$email';
    if (isKept && draft !== editableText(value)) onChange(isText ? draft.trim() : parseValue(draft));
    setDraft(null);
  };
  return (
    <TextInput
      size="xs"
      autoFocus
      value={draft}
      aria-label={title}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={() => finish(true)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') finish(true);
        if (event.key === 'Escape') finish(false);
      }}
    />
  );
}

/** Where a value comes from, and what it was before. */
function HistoryButton({ profile, name, title }: { profile: Profile; name: string; title: string }) {
  const { t } = useTranslation();
  return (
    <Popover position="left-start" width={320} shadow="md" trapFocus>
      <Popover.Target>
        <ActionIcon size={22} className={classes.propertyMore} aria-label={t('card.historyOf', { name: title })}>
          <IconHistory size={14} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown p="sm">
        <PropertyHistoryList profile={profile} name={name} title={title} />
      </Popover.Dropdown>
    </Popover>
  );
}

function PropertyHistoryList({ profile, name, title }: { profile: Profile; name: string; title: string }) {
  const { t } = useTranslation();
  const query = useQuery(historyQuery(profile.id, name));
  const origin = profile.origins[name];
  const items = query.data?.items ?? [];
  const authorOf = useAuthors();
  const sourceOf = (source: string, author: string | null) =>
    author ? authorOf(author) : t(`card.origin.${source as 'browser'}`, { defaultValue: source });
  return (
    <>
      <Text fw={600} size="sm">
        {title}
      </Text>
      {origin && (
        <Text size="xs" c="dimmed" mb={8}>
          {t('card.givenBy', { who: sourceOf(origin.source, origin.author) })}
          {origin.at && (
            <>
              {' '}
              · <Moment at={origin.at} />
            </>
          )}
        </Text>
      )}
      {query.isPending && <Lines count={2} />}
      {query.error && <Failure error={query.error} />}
      {query.data && items.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('card.noHistory')}
        </Text>
      )}
      <div style={{ maxHeight: 280, overflow: 'auto' }}>
        {items.map((item, index) => (
          <div key={index} style={{ padding: '5px 0', borderTop: index ? '1px solid var(--line)' : 0 }}>
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              {textOf(item.value) || t('card.removed')}
            </Text>
            <Text size="xs" c="dimmed">
              {sourceOf(item.source, item.author)} · <Moment at={item.at} as="moment" />
            </Text>
          </div>
        ))}
      </div>
    </>
  );
}

import { Badge, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Pairs } from '@/components/person/Pairs';
import { Section } from '@/components/ui/Section';
import type { Profile, Properties } from '@/lib/api/types';
import { pathOf, textOf } from '@/lib/events/sentence';

const UTM = ['utm_source', 'utm_medium', 'utm_campaign', 'utm_content', 'utm_term'];

/** Where a visit came from: the channel's kind, the marks of the link, the first page. */
function useSource(properties: Properties, prefix: '$initial_' | '$last_'): ReactNode | null {
  const { t } = useTranslation();
  const get = (name: string) => textOf(properties[prefix + name]);
  const kind = get('channel_kind');
  const marks = UTM.map(get).filter(Boolean).join(' / ');
  const [referrer, landing] = [get('referrer'), get('landing_url')];
  if (!kind && !marks && !referrer && !landing) return null;
  return (
    <div>
      {kind && (
        <Badge color="gray" size="sm">
          {t(`common.channelKind.${kind as 'direct'}`, { defaultValue: kind })}
        </Badge>
      )}
      {marks && <div>{marks}</div>}
      {referrer && (
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {t('card.from')} {referrer}
        </Text>
      )}
      {landing && (
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {t('card.landed')} {pathOf(landing)}
        </Text>
      )}
    </div>
  );
}

export function SourceSection({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  const first = useSource(profile.properties, '$initial_');
  const last = useSource(profile.properties, '$last_');
  if (first === null && last === null) return null;
  const pairs: [string, ReactNode][] = [];
  if (first !== null) pairs.push([t('card.sourceFirst'), first]);
  if (last !== null) pairs.push([t('card.sourceLast'), last]);
  return (
    <Section title={t('card.source')}>
      <Pairs pairs={pairs} />
    </Section>
  );
}

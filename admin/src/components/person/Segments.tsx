import { Anchor, Badge, Group, Select, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { Section } from '@/components/ui/Section';
import type { Profile } from '@/lib/api/types';
import { segmentNamesQuery } from '@/lib/conditions/api';
import { useLive, useThrottled } from '@/lib/live';
import { cardKey } from './api';

const REFRESH_MS = 2_000;

const whyPage = (segment: string, person: string): string => `/segments/${segment}?tab=why&person=${person}`;

/** Segments the person is in now, each with the way to its reason; and why not in another. */
export function SegmentsSection({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [isAsking, asking] = useDisclosure();
  const all = useQuery(segmentNamesQuery);
  const client = useQueryClient();
  const refresh = useThrottled(() => void client.invalidateQueries({ queryKey: cardKey(profile.id) }), REFRESH_MS);
  useLive('segments', (kind) => (kind === 'segments' ? refresh() : undefined));
  const inside = profile.segments;
  const others = all.data?.filter((segment) => !inside.some((own) => own.id === segment.id)) ?? [];
  if (all.data?.length === 0 && inside.length === 0) return null;
  return (
    <Section title={t('segments.onCard')}>
      {inside.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('segments.noneOnCard')}
        </Text>
      )}
      <Group gap={6}>
        {inside.map((segment) => (
          <Badge
            key={segment.id}
            component={Link}
            to={whyPage(segment.id, profile.id)}
            aria-label={t('segments.whyIn', { name: segment.name })}
            style={{ cursor: 'pointer' }}
            maw="100%"
          >
            {segment.name}
          </Badge>
        ))}
      </Group>
      {others.length > 0 && !isAsking && (
        <Anchor component="button" type="button" size="sm" mt={6} onClick={asking.open}>
          {t('segments.whyNot')}
        </Anchor>
      )}
      {isAsking && (
        <Select
          mt={8}
          size="xs"
          searchable
          autoFocus
          aria-label={t('segments.whyNot')}
          placeholder={t('segments.whyNot')}
          data={others.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(id) => id && void navigate(whyPage(id, profile.id))}
        />
      )}
    </Section>
  );
}

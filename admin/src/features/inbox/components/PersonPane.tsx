import { ActionIcon, Anchor, Badge, Group, Text } from '@mantine/core';
import { IconArrowLeft, IconBan, IconExternalLink, IconRosetteDiscountCheck } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { memo, useDeferredValue, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { cardKey, profileQuery } from '@/components/person/api';
import { contactsOf } from '@/components/person/contacts';
import { PropertyLine } from '@/components/person/PropertyLine';
import { shownProperties } from '@/components/person/properties';
import { SegmentsSection } from '@/components/person/Segments';
import { ShopSection } from '@/components/person/Shop';
import { useChangeProperty } from '@/components/person/useChangeProperty';
import { TaskList } from '@/components/tasks/TaskList';
import { Moment } from '@/components/ui/Moment';
import { PersonAvatar } from '@/components/ui/PersonAvatar';
import { Section } from '@/components/ui/Section';
import { StageBadge } from '@/components/ui/StageBadge';
import { Failure, Lines } from '@/components/ui/states';
import type { Profile } from '@/lib/api/types';
import { pathOf, textOf } from '@/lib/events/sentence';
import { useLive, useThrottled } from '@/lib/live';
import { propertyTitle } from '@/lib/properties';
import { useCan } from '@/lib/session';
import type { Inbox } from '../store/inbox';
import panesStyles from '../styles/panes.module.css';
import personStyles from '../styles/person.module.css';
import { usePerson, useShot } from '../useInbox';

const REFRESH_MS = 2_000;
const SHOWN = 8;

interface PersonPaneProps {
  inbox: Inbox;
  id: number;
  onBack: () => void;
  onOpen: (id: number) => void;
}

/** Who writes: contacts that can be changed, the present page, segments, cart, other conversations. */
export const PersonPane = memo(function PersonPane({ inbox, id, onBack, onOpen }: PersonPaneProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const person = usePerson(
    inbox,
    useShot(inbox, (shot) => shot.state.conversations.get(id)?.profile_id),
  );
  const profile = person?.id ?? '';
  const query = useQuery({ ...profileQuery(profile), enabled: profile !== '' });
  const refresh = useThrottled(() => void client.invalidateQueries({ queryKey: cardKey(profile) }), REFRESH_MS);
  useLive(profile ? `profile:${profile}` : null, (kind) =>
    kind === 'profile' || kind === 'presence' || kind === 'resync' ? refresh() : undefined,
  );
  // Drawn in slices, after the conversation; of another person nothing is shown meanwhile.
  const known = useMemo(() => ({ profile, data: query.data }), [profile, query.data]);
  const drawn = useDeferredValue(known);
  const data = drawn.profile === profile ? drawn.data : undefined;
  return (
    <>
      <header className={panesStyles.head}>
        <ActionIcon hiddenFrom="lg" aria-label={t('common.back')} onClick={onBack}>
          <IconArrowLeft size={18} />
        </ActionIcon>
        <h2 className={panesStyles.title}>{t('inbox.person')}</h2>
        {profile && (
          <ActionIcon component={Link} to={`/people/${profile}`} aria-label={t('inbox.openCard')}>
            <IconExternalLink size={17} />
          </ActionIcon>
        )}
      </header>
      <div className={personStyles.person} role="region" aria-label={t('inbox.person')} tabIndex={0}>
        {query.error && !query.data && <Failure error={query.error} onRetry={() => void query.refetch()} />}
        {!data && !query.error && <Lines count={8} />}
        {data && (
          <About profile={data} isVerified={person?.is_verified ?? false} isBlocked={person?.is_blocked ?? false} />
        )}
        {data && <TaskList person={profile} conversation={id} />}
        <Others inbox={inbox} id={id} onOpen={onOpen} />
      </div>
    </>
  );
});

function About({ profile, isVerified, isBlocked }: { profile: Profile; isVerified: boolean; isBlocked: boolean }) {
  const { t } = useTranslation();
  const canEdit = useCan('people_write');
  const change = useChangeProperty(profile.id);
  const { name, email, title } = contactsOf(t, profile);
  const place = [profile.properties.$city, profile.properties.$country].map(textOf).filter(Boolean).join(', ');
  const names = shownProperties(profile.properties, (key) => propertyTitle(t, key)).slice(0, SHOWN);
  return (
    <>
      <Group gap="sm" wrap="nowrap" mb="sm" align="flex-start">
        <PersonAvatar id={profile.id} name={name || email} isOnline={profile.is_online} size={40} />
        <div style={{ minWidth: 0 }}>
          <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
            {title}
          </Text>
          <Group gap={6} mt={2}>
            <StageBadge stage={profile.stage} />
            {isVerified && (
              <Badge color="teal" size="sm" leftSection={<IconRosetteDiscountCheck size={12} />}>
                {t('inbox.verified')}
              </Badge>
            )}
            {isBlocked && (
              <Badge color="red" size="sm" leftSection={<IconBan size={12} />}>
                {t('inbox.isBlocked')}
              </Badge>
            )}
          </Group>
          <Text size="sm" c="dimmed" mt={4}>
            {place}
          </Text>
        </div>
      </Group>
      <Page profile={profile} />
      <Section title={t('card.properties')}>
        {names.map((key) => (
          <PropertyLine
            key={key}
            profile={profile}
            name={key}
            canEdit={canEdit}
            onChange={(value) => change(key, value)}
          />
        ))}
        <Anchor component={Link} to={`/people/${profile.id}`} size="sm">
          {t('inbox.wholeCard')}
        </Anchor>
      </Section>
      <ShopSection profile={profile} />
      <SegmentsSection profile={profile} />
    </>
  );
}

/** The page he looks at, or when he was here last. */
function Page({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  const { presence } = profile;
  const isWeb = presence !== null && /^https?:\/\//.test(presence.url);
  return (
    <Text size="sm" c="dimmed" mb="sm" style={{ overflowWrap: 'anywhere' }}>
      {profile.is_online ? t('common.online') : t('card.lastSeen')}{' '}
      {profile.is_online && presence && isWeb && (
        <Anchor href={presence.url} target="_blank" rel="noreferrer noopener" inherit>
          {presence.title || pathOf(presence.url)}
        </Anchor>
      )}
      {!profile.is_online && <Moment at={profile.last_seen} />}
    </Text>
  );
}

function Others({ inbox, id, onOpen }: Pick<PersonPaneProps, 'inbox' | 'id' | 'onOpen'>) {
  const { t } = useTranslation();
  const known = useShot(inbox, (shot) => shot.state.conversations);
  const also = useShot(inbox, (shot) => shot.windows.get(id)?.also);
  const others = (also ?? [])
    .map((each) => known.get(each))
    .filter((each) => each !== undefined && each.deleted_at === null);
  if (others.length === 0) return null;
  return (
    <Section title={t('inbox.others')}>
      {others.map(
        (other) =>
          other && (
            <Anchor
              key={other.id}
              component="button"
              type="button"
              c="inherit"
              underline="never"
              ta="left"
              w="calc(100% + 16px)"
              className={personStyles.talkLink}
              onClick={() => onOpen(other.id)}
            >
              <Text size="sm" truncate>
                {other.subject || other.preview || t('inbox.noWords')}
              </Text>
              <Text size="xs" c="dimmed">
                {t(`inbox.status.${other.status}`)} · <Moment at={other.last_at} />
              </Text>
            </Anchor>
          ),
      )}
    </Section>
  );
}

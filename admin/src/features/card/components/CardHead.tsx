import { Anchor, Button, Group, Menu, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDownload, IconGitMerge, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { contactsOf } from '@/components/person/contacts';
import { Copy } from '@/components/ui/Code';
import { Moment } from '@/components/ui/Moment';
import { MoreMenu } from '@/components/ui/MoreMenu';
import { PersonAvatar } from '@/components/ui/PersonAvatar';
import { StageBadge } from '@/components/ui/StageBadge';
import type { Profile } from '@/lib/api/types';
import { pathOf, textOf } from '@/lib/events/sentence';
import { useCan } from '@/lib/session';
import { cardApi } from '../api';
import classes from '../card.module.css';
import { MergeDialog } from './MergeDialog';

interface CardHeadProps {
  profile: Profile;
  onErase: () => void;
}

export function CardHead({ profile, onErase }: CardHeadProps) {
  const { t } = useTranslation();
  const { name, email, phone, title } = contactsOf(t, profile);
  const place = [profile.properties.$city, profile.properties.$country].map(textOf).filter(Boolean).join(', ');
  return (
    <>
      <header className={classes.head}>
        <PersonAvatar id={profile.id} name={name || email} isOnline={profile.is_online} size={52} />
        <div className={classes.who}>
          <Group gap={10}>
            <h1 className={classes.name} style={{ margin: 0 }}>
              {title}
            </h1>
            <StageBadge stage={profile.stage} />
          </Group>
          <Group gap="xs" mt={2} c="dimmed" fz="sm">
            {email && (
              <Group gap={2} wrap="nowrap">
                <Anchor href={`mailto:${email}`} fz="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                  {email}
                </Anchor>
                <Copy value={email} />
              </Group>
            )}
            {phone && (
              <Group gap={2} wrap="nowrap">
                <Anchor href={`tel:${phone}`} fz="sm" c="dimmed">
                  {phone}
                </Anchor>
                <Copy value={phone} />
              </Group>
            )}
            {place && (
              <Text span inherit>
                {place}
              </Text>
            )}
            {!profile.is_online && profile.last_seen && (
              <Text span inherit>
                {t('card.lastSeen')} <Moment at={profile.last_seen} />
              </Text>
            )}
          </Group>
        </div>
        <CardActions profile={profile} onErase={onErase} />
      </header>
      {profile.is_online && <Now profile={profile} />}
    </>
  );
}

/** The page the person looks at this minute. */
function Now({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  const { presence } = profile;
  const isWeb = presence !== null && /^https?:\/\//.test(presence.url);
  return (
    <div className={classes.now} role="status">
      <span className={classes.pulse} />
      <Text span inherit truncate>
        {t('common.online')}
        {presence && ': '}
        {presence &&
          (isWeb ? (
            <Anchor
              href={presence.url}
              target="_blank"
              rel="noreferrer noopener"
              inherit
              c="inherit"
              underline="always"
            >
              {presence.title || pathOf(presence.url)}
            </Anchor>
          ) : (
            presence.title || presence.url
          ))}
      </Text>
      {presence && (
        <Text span inherit style={{ marginLeft: 'auto', whiteSpace: 'nowrap' }}>
          {t('card.since')} <Moment at={presence.since} as="time" />
        </Text>
      )}
    </div>
  );
}

function CardActions({ profile, onErase }: CardHeadProps) {
  const { t } = useTranslation();
  const [canMerge, canErase, canExport] = [useCan('people_merge'), useCan('people_erase'), useCan('people_export')];
  const [isMerging, merging] = useDisclosure();
  if (!canMerge && !canErase && !canExport) return null;
  return (
    <Group gap="xs" wrap="nowrap">
      {canMerge && (
        <Button variant="default" visibleFrom="sm" leftSection={<IconGitMerge size={16} />} onClick={merging.open}>
          {t('card.merge')}
        </Button>
      )}
      <MoreMenu>
        {canMerge && (
          <Menu.Item hiddenFrom="sm" leftSection={<IconGitMerge size={15} />} onClick={merging.open}>
            {t('card.merge')}
          </Menu.Item>
        )}
        {canExport && (
          <Menu.Item
            component="a"
            href={cardApi.exportUrl(profile.id)}
            download
            leftSection={<IconDownload size={15} />}
          >
            {t('card.export')}
          </Menu.Item>
        )}
        {canErase && (
          <Menu.Item color="red" leftSection={<IconTrash size={15} />} onClick={onErase}>
            {t('card.erase')}
          </Menu.Item>
        )}
      </MoreMenu>
      <MergeDialog profile={profile} isOpen={isMerging} onClose={merging.close} />
    </Group>
  );
}

import { Anchor, SegmentedControl, Skeleton } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { IconArrowLeft, IconUserOff } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { cardKey, profileQuery } from '@/components/person/api';
import { contactsOf } from '@/components/person/contacts';
import { useDocumentTitle } from '@/components/ui/Page';
import { Empty, Failure, Lines } from '@/components/ui/states';
import { leadsNowhere } from '@/lib/api/errors';
import type { Profile } from '@/lib/api/types';
import { useLive, useThrottled } from '@/lib/live';
import classes from '../card.module.css';
import { CardHead } from '../components/CardHead';
import { EraseDialog } from '../components/EraseDialog';
import { Feed } from '../components/Feed';
import { SideColumn } from '../components/SideColumn';

const REFRESH_MS = 1_000;

/** One person: what he does now, all he did, all that is known of him. */
export function Component() {
  const { id = '' } = useParams();
  const client = useQueryClient();
  const query = useQuery(profileQuery(id));
  const [erased, setErased] = useState<Profile | null>(null);
  const [isErasing, erasing] = useDisclosure();
  const refresh = useThrottled(() => void client.invalidateQueries({ queryKey: cardKey(id) }), REFRESH_MS);
  useLive(id ? `profile:${id}` : null, (kind) =>
    kind === 'profile' || kind === 'presence' || kind === 'resync' ? refresh() : undefined,
  );
  return (
    <div style={{ maxWidth: 1280, margin: '0 auto', padding: '16px clamp(16px, 2.2vw, 28px) 40px' }}>
      <BackLink />
      <Body
        query={query}
        onErase={(profile) => {
          setErased(profile);
          erasing.open();
        }}
      />
      {erased && <EraseDialog key={erased.id} profile={erased} isOpen={isErasing} onClose={erasing.close} />}
    </div>
  );
}

function BackLink() {
  const { t } = useTranslation();
  return (
    <Anchor
      component={Link}
      to="/people"
      size="sm"
      c="dimmed"
      display="inline-flex"
      mb={10}
      style={{ alignItems: 'center', gap: 6 }}
    >
      <IconArrowLeft size={15} /> {t('shell.nav.people')}
    </Anchor>
  );
}

interface Read {
  data: Profile | undefined;
  error: Error | null;
  refetch: () => unknown;
}

function Body({ query, onErase }: { query: Read; onErase: (profile: Profile) => void }) {
  const { t } = useTranslation();
  if (leadsNowhere(query.error)) {
    return <Empty isPage icon={IconUserOff} title={t('card.gone')} text={t('card.goneText')} />;
  }
  if (query.error && !query.data) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data)
    return (
      <>
        <Skeleton height={56} mb="lg" width={320} />
        <Lines count={8} />
      </>
    );
  return <Known profile={query.data} onErase={onErase} />;
}

function Known({ profile, onErase }: { profile: Profile; onErase: (profile: Profile) => void }) {
  const { t } = useTranslation();
  const [tab, setTab] = useState('feed');
  const isNarrow = useMediaQuery('(max-width: 1080px)', false, { getInitialValueInEffect: false });
  useDocumentTitle(contactsOf(t, profile).title);
  return (
    <>
      <CardHead profile={profile} onErase={() => onErase(profile)} />
      {isNarrow && (
        <SegmentedControl
          fullWidth
          mb="md"
          aria-label={t('card.parts')}
          value={tab}
          onChange={setTab}
          data={[
            { value: 'feed', label: t('card.feed') },
            { value: 'about', label: t('card.about') },
          ]}
        />
      )}
      <div className={classes.layout}>
        {(!isNarrow || tab === 'feed') && <Feed profile={profile} />}
        {(!isNarrow || tab === 'about') && <SideColumn profile={profile} />}
      </div>
    </>
  );
}

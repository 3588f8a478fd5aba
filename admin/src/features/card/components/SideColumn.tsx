import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Count, Pairs } from '@/components/person/Pairs';
import { SegmentsSection } from '@/components/person/Segments';
import { ShopSection } from '@/components/person/Shop';
import { TaskList } from '@/components/tasks/TaskList';
import { Moment } from '@/components/ui/Moment';
import { Section } from '@/components/ui/Section';
import { withTexts } from '@/i18n/parts';
import type { Profile } from '@/lib/api/types';
import { DevicesSection, IdentitiesSection } from './Devices';
import { MarksSections } from './Marks';
import { DuplicatesSection, MergesSection } from './Merges';
import { PropertiesSection } from './Properties';
import { ScoreSection } from './Score';
import { SourceSection } from './Source';

// With words of its own, that no other part of the card needs.
const PersonMessages = lazy(withTexts(['messages'], () => import('@/components/messages/PersonMessages')));

/** All that is known of the person; sections without anything to say are not shown. */
export function SideColumn({ profile }: { profile: Profile }) {
  return (
    <div>
      <DuplicatesSection profile={profile} />
      <TaskList person={profile.id} />
      <Suspense>
        <PersonMessages person={profile.id} />
      </Suspense>
      <PropertiesSection profile={profile} />
      <ScoreSection profile={profile} />
      <SegmentsSection profile={profile} />
      <MarksSections profile={profile} />
      <ShopSection profile={profile} />
      <SourceSection profile={profile} />
      <VisitsSection profile={profile} />
      <DevicesSection profile={profile} />
      <IdentitiesSection profile={profile} />
      <MergesSection profile={profile} />
    </div>
  );
}

function VisitsSection({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  return (
    <Section title={t('card.visits')}>
      <Pairs
        pairs={[
          [t('people.column.sessions_count'), <Count key="s" value={profile.sessions_count} />],
          [t('people.column.pages_count'), <Count key="p" value={profile.pages_count} />],
          [t('people.column.first_seen'), <Moment key="f" at={profile.first_seen} as="moment" />],
          [t('people.column.last_seen'), <Moment key="l" at={profile.last_seen} />],
        ]}
      />
    </Section>
  );
}

import { Text } from '@mantine/core';
import { IconUserSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { Empty, Failure, Lines } from '@/components/ui/states';
import type { Segment } from '@/lib/api/types';
import type { Condition } from '@/lib/conditions/language';
import { explainConditionQuery, explainQuery } from '../api';
import { PersonPicker } from './PersonPicker';
import { Reasons } from './Reasons';

interface WhyProps {
  segment: Segment;
  person: string;
  onPerson: (id: string) => void;
}

/** Why a person is in the segment, or not: each condition with what it found. */
export function Why({ segment, person, onPerson }: WhyProps) {
  const { t } = useTranslation();
  const query = useQuery(explainQuery(segment.id, person));
  const words = { yes: t('segments.isIn'), no: t('segments.isOut') };
  const body = () => {
    if (!person) return <Empty icon={IconUserSearch} title={t('segments.whyWho')} text={t('segments.whyWhoText')} />;
    if (query.error) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
    if (query.data === undefined) return <Lines />;
    return <Reasons explained={query.data} person={person} words={words} />;
  };
  return (
    <Section title={t('segments.why')} text={<PersonPicker key={person} person={person} onPick={onPerson} />}>
      {body()}
    </Section>
  );
}

interface WhyFitsProps {
  /** What stands in the editor, once it is whole. */
  filter: Condition | null;
  asOf: string;
}

/** The same while a condition is being made: somebody one knows tells whether it says what was meant. */
export function WhyFits({ filter, asOf }: WhyFitsProps) {
  const { t } = useTranslation();
  const [person, choose] = useState('');
  const query = useQuery(explainConditionQuery(filter, asOf, person));
  const words = { yes: t('segments.fits'), no: t('segments.fitsNot') };
  return (
    <Section title={t('segments.tryPerson')} text={<PersonPicker key={person} person={person} onPick={choose} />}>
      {person === '' && (
        <Text size="xs" c="dimmed">
          {t('segments.tryPersonText')}
        </Text>
      )}
      {person !== '' && query.error && <Failure error={query.error} onRetry={() => void query.refetch()} />}
      {person !== '' && query.isLoading && <Lines count={3} />}
      {person !== '' && filter !== null && !query.error && query.data && (
        <div style={{ opacity: query.isPlaceholderData ? 0.5 : 1 }}>
          <Reasons explained={query.data} person={person} words={words} />
        </div>
      )}
    </Section>
  );
}

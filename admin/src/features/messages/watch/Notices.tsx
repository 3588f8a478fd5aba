import { Badge, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { type Incident, ofMessageQuery } from './api';
import { IncidentView } from './IncidentView';
import { useIncidentWords } from './useIncidentWords';
import classes from './watch.module.css';

interface NoticesProps {
  id: string;
  /** Charts ask the store: not while the page asks it something more important. */
  isOn: boolean;
}

/** What is out of the ordinary with a message now; nothing where nothing is. */
export function Notices({ id, isOn }: NoticesProps) {
  const { t } = useTranslation();
  const found = useQuery(ofMessageQuery(id)).data ?? [];
  if (found.length === 0) return null;
  return (
    <Section title={t('watch.now', { count: found.length })} text={t('watch.nowText')} flush>
      {found.map((each) => (
        <div key={each.id} className={classes.notice}>
          <Head incident={each} />
          <IncidentView incident={each} isOn={isOn} />
        </div>
      ))}
    </Section>
  );
}

function Head({ incident }: { incident: Incident }) {
  const { what } = useIncidentWords(incident);
  return (
    <Group gap="xs" mb={6}>
      <Badge color="orange" variant="light">
        {what}
      </Badge>
    </Group>
  );
}

import { Badge, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Moment } from '@/components/ui/Moment';
import { Section } from '@/components/ui/Section';
import { deletionsQuery } from '../api';
import classes from '../settings.module.css';

/** Workspaces this member deleted, and whether every store has been counted empty. */
export function Deletions() {
  const { t } = useTranslation();
  const items = useQuery(deletionsQuery).data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Section title={t('settings.deletions')} text={t('settings.deletionsText')} flush>
      {items.map((item) => (
        <div key={item.deleted_id} className={classes.row}>
          <div className={classes.grow}>
            <Text size="sm" fw={500} truncate>
              {item.name}
            </Text>
            <Text size="xs" c="dimmed">
              <Moment at={item.requested_at} as="moment" />
            </Text>
          </div>
          <Badge color={item.verified_at ? 'teal' : 'gray'}>
            {item.verified_at ? t('settings.deletionVerified') : t('settings.deletionRunning')}
          </Badge>
        </div>
      ))}
    </Section>
  );
}

import { Group, Progress, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { useFormat } from '@/lib/format';
import type { WarmUpHealth } from './api';
import classes from './delivery.module.css';

/** Young domains of senders: today's places, and who waits for a later day. */
export function WarmUps({ warmups }: { warmups: readonly WarmUpHealth[] }) {
  const { t } = useTranslation();
  return (
    <Section title={t('sending.warmups')} text={t('sending.warmupsText')} flush>
      {warmups.map((each) => (
        <WarmUp key={each.domain} warmup={each} />
      ))}
    </Section>
  );
}

function WarmUp({ warmup: { domain, places, given, waiting, over_on } }: { warmup: WarmUpHealth }) {
  const { t } = useTranslation();
  const { number, day } = useFormat();
  const used = places ? Math.min(100, (100 * given) / places) : 0;
  const words =
    places === null ? t('sending.placesOver') : t('sending.places', { given: number(given), places: number(places) });
  return (
    <div className={classes.warmup}>
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={500}>
          {domain}
        </Text>
        <Text size="sm" c="dimmed">
          {words} · {t('sending.overOn', { day: day(`${over_on}T12:00:00Z`) })}
        </Text>
      </Group>
      {places !== null && <Progress value={used} size="sm" mt={6} aria-label={`${domain}: ${words}`} />}
      {waiting > 0 && (
        <Text size="xs" c="dimmed" mt={4}>
          {t('sending.placesWait', { count: waiting })}
        </Text>
      )}
    </div>
  );
}

import { Group, Text } from '@mantine/core';
import { IconDeviceDesktop, IconDeviceMobile, IconDeviceTablet } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Pairs } from '@/components/person/Pairs';
import { CodeLine } from '@/components/ui/Code';
import { Moment } from '@/components/ui/Moment';
import { Section } from '@/components/ui/Section';
import { Failure, Lines } from '@/components/ui/states';
import type { Device, Profile } from '@/lib/api/types';
import { devicesQuery } from '../api';

const ICON: Partial<Record<string, typeof IconDeviceMobile>> = { mobile: IconDeviceMobile, tablet: IconDeviceTablet };

export function DevicesSection({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  const query = useQuery(devicesQuery(profile.id));
  const items = query.data?.items;
  if (items?.length === 0) return null;
  return (
    <Section title={t('card.devices')}>
      {query.error && !items ? <Failure error={query.error} onRetry={() => void query.refetch()} /> : null}
      {!items && !query.error && <Lines count={2} />}
      {items?.map((device) => (
        <DeviceLine key={device.device} device={device} />
      ))}
    </Section>
  );
}

function DeviceLine({ device }: { device: Device }) {
  const { t } = useTranslation();
  const Icon = ICON[device.device_type] ?? IconDeviceDesktop;
  const program = [device.browser, device.os].filter(Boolean).join(', ');
  const place = [device.city, device.country].filter(Boolean).join(', ');
  return (
    <Group gap={10} wrap="nowrap" py={5} align="flex-start">
      <Icon size={18} stroke={1.5} style={{ flex: 'none', marginTop: 2 }} />
      <div style={{ minWidth: 0 }}>
        <Text size="sm" truncate>
          {program ||
            t(`common.deviceType.${device.device_type as 'other'}`, { defaultValue: t('common.deviceType.other') })}
        </Text>
        <Text size="xs" c="dimmed">
          {place && `${place} · `}
          <Moment at={device.last_seen} />
        </Text>
      </div>
    </Group>
  );
}

export function IdentitiesSection({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  if (profile.identities.length === 0) return null;
  const pairs = profile.identities.map((identity, index): [string, ReactNode] => [
    `${t(`card.identity.${identity.kind as 'user_id'}`, { defaultValue: identity.kind })}${'\u200b'.repeat(index)}`,
    <CodeLine key={identity.value} text={identity.value} />,
  ]);
  return (
    <Section title={t('card.identities')} text={t('card.identitiesText')}>
      <Pairs pairs={pairs} />
    </Section>
  );
}

import { ActionIcon, Group, Text, Tooltip } from '@mantine/core';
import type { Icon as IconType } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { DEEDS, type Deeds } from '../outline/deeds';

interface HeadProps {
  icon: IconType;
  kind: string;
  deeds: Deeds;
}

/** Above the properties of a block: what it is, and what can be done with it as a whole. */
export function Head({ icon: Icon, kind, deeds }: HeadProps) {
  const { t } = useTranslation();
  return (
    <Group justify="space-between" wrap="nowrap" gap="xs">
      <Group gap={8} wrap="nowrap">
        <Icon size={17} stroke={1.7} aria-hidden />
        <Text fw={600}>{kind}</Text>
      </Group>
      <Group gap={0} wrap="nowrap">
        {DEEDS.map(({ name, icon: DeedIcon }) => (
          <Tooltip key={name} label={t(`builder.${name}`)}>
            <ActionIcon
              aria-label={t(`builder.${name}`)}
              disabled={deeds[name] === null}
              onClick={() => deeds[name]?.()}
            >
              <DeedIcon size={16} stroke={1.7} />
            </ActionIcon>
          </Tooltip>
        ))}
      </Group>
    </Group>
  );
}

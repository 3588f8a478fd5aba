import { ActionIcon, Alert, Group, Stack, Text, Tooltip } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconCopy, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useBuilding, useFaultOf } from '../context';
import { ICONS, UNKNOWN_ICON } from '../model/blocks';
import { blockAt } from '../model/edits';
import type { Block, Spot } from '../model/popup';
import { useDeeds } from '../outline/useDeeds';
import { ButtonPanel } from './ButtonPanel';
import { ConsentPanel } from './ConsentPanel';
import { FieldPanel } from './FieldPanel';
import { PagePanel } from './PagePanel';
import { PicturePanel } from './PicturePanel';
import { AnswerPanel, CodePanel, TextPanel, TimerPanel } from './small';
import { WholePanel } from './WholePanel';

/** Everything about what is chosen. */
export function Properties() {
  const { popup, chosen } = useBuilding();
  if (chosen.what === 'page') return <PagePanel index={chosen.page} />;
  if (chosen.what !== 'block') return <WholePanel />;
  const block = blockAt(popup, chosen);
  if (!block) return null;
  return (
    <Stack gap="sm" key={`${chosen.page}.${chosen.block}.${block.kind}`}>
      <Head block={block} spot={chosen} />
      <WholeFault />
      <BlockFields block={block} />
    </Stack>
  );
}

function Head({ block, spot: { page, block: at } }: { block: Block; spot: Spot }) {
  const { t } = useTranslation();
  const { up, down, duplicate, remove } = useDeeds({ page, block: at });
  const Icon = ICONS[block.kind] ?? UNKNOWN_ICON;
  const deeds = [
    { key: 'up', icon: IconArrowUp, act: up },
    { key: 'down', icon: IconArrowDown, act: down },
    { key: 'duplicate', icon: IconCopy, act: duplicate },
    { key: 'delete', icon: IconTrash, act: remove },
  ] as const;
  return (
    <Group justify="space-between" wrap="nowrap" gap="xs">
      <Group gap={8} wrap="nowrap">
        <Icon size={17} stroke={1.7} aria-hidden />
        <Text fw={600}>{t(`popups.kind.${block.kind}`)}</Text>
      </Group>
      <Group gap={0} wrap="nowrap">
        {deeds.map(({ key, icon: DeedIcon, act }) => (
          <Tooltip key={key} label={t(`popups.${key}`)}>
            <ActionIcon aria-label={t(`popups.${key}`)} disabled={act === null} onClick={() => act?.()}>
              <DeedIcon size={16} stroke={1.7} />
            </ActionIcon>
          </Tooltip>
        ))}
      </Group>
    </Group>
  );
}

/** A fault of the block as such: no field of it is to blame. */
export function WholeFault() {
  const message = useFaultOf()('');
  return message ? (
    <Alert color="red" p="xs">
      {message}
    </Alert>
  ) : null;
}

function BlockFields({ block }: { block: Block }) {
  const { t } = useTranslation();
  switch (block.kind) {
    case 'title':
    case 'text':
      return <TextPanel block={block} />;
    case 'picture':
      return <PicturePanel block={block} />;
    case 'button':
      return <ButtonPanel block={block} />;
    case 'field':
      return <FieldPanel block={block} />;
    case 'consent':
      return <ConsentPanel block={block} />;
    case 'answer':
      return <AnswerPanel block={block} />;
    case 'timer':
      return <TimerPanel block={block} />;
    case 'code':
      return <CodePanel block={block} />;
    default:
      return <Text size="sm">{t('popups.unknown')}</Text>;
  }
}

import { Accordion, ActionIcon, Group, Select, Stack, Text, Tooltip } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconCopy, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ColorField } from '@/components/ui/ColorField';
import { useFaultOf, useWriting } from '../context';
import { blockAt } from '../model/edits';
import { type Block, keyOf, type Spot } from '../model/letter';
import { ICONS, UNKNOWN_ICON } from '../model/make';
import { useDeeds } from '../outline/useDeeds';
import { BlockFields } from './BlockFields';
import { Condition } from './Condition';
import { Pixels } from './fields';
import { WholePanel } from './WholePanel';

/** Everything about what is chosen. */
export function Properties() {
  const { design, chosen } = useWriting();
  const block = chosen && blockAt(design, chosen);
  if (!chosen || !block) return <WholePanel />;
  return (
    <Stack gap="sm" key={`${keyOf(chosen)}.${block.kind}`}>
      <Head block={block} spot={chosen} />
      <BlockFields block={block} />
      <Around block={block} isInLetter={chosen.length === 1} />
    </Stack>
  );
}

function Head({ block, spot }: { block: Block; spot: Spot }) {
  const { t } = useTranslation();
  const { up, down, duplicate, remove } = useDeeds(spot);
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
        <Text fw={600}>{t(`letters.kind.${block.kind}`)}</Text>
      </Group>
      <Group gap={0} wrap="nowrap">
        {deeds.map(({ key, icon: DeedIcon, act }) => (
          <Tooltip key={key} label={t(`letters.${key}`)}>
            <ActionIcon aria-label={t(`letters.${key}`)} disabled={act === null} onClick={() => act?.()}>
              <DeedIcon size={16} stroke={1.7} />
            </ActionIcon>
          </Tooltip>
        ))}
      </Group>
    </Group>
  );
}

/** What every block has: its ground, the space around it, who sees it and where. */
function Around({ block, isInLetter }: { block: Block; isInLetter: boolean }) {
  const { t } = useTranslation();
  const { change } = useWriting();
  const faultOf = useFaultOf();
  const set = (name: string, value: string | number | undefined): void => {
    const next = Object.entries({ ...block, [name]: value }).filter(([, each]) => each !== undefined);
    change(Object.fromEntries(next) as unknown as Block);
  };
  const hasGround = isInLetter && block.kind !== 'footer' && block.kind !== 'mjml';
  return (
    <>
      {block.kind !== 'footer' && <Condition value={block.if} onChange={(value) => set('if', value)} />}
      <Accordion variant="default" chevronPosition="left">
        <Accordion.Item value="around">
          <Accordion.Control>{t('letters.around')}</Accordion.Control>
          <Accordion.Panel>
            <Stack gap="sm">
              {block.kind !== 'mjml' && (
                <Pixels
                  label={t('letters.padding')}
                  value={block.padding}
                  placeholder={t('letters.usual')}
                  min={0}
                  max={80}
                  onChange={(value) => set('padding', value)}
                />
              )}
              {hasGround && (
                <ColorField
                  label={t('letters.ground')}
                  description={t('letters.groundText')}
                  placeholder={t('letters.usual')}
                  format="hex"
                  value={block.background ?? ''}
                  error={faultOf('background')}
                  onChange={(value) => set('background', /^#[\da-f]{6}$/i.test(value) ? value : undefined)}
                />
              )}
              {hasGround && (
                <Select
                  label={t('letters.on')}
                  allowDeselect={false}
                  value={block.on ?? 'all'}
                  data={(['all', 'desktop', 'phone'] as const).map((value) => ({
                    value,
                    label: t(`letters.ons.${value}`),
                  }))}
                  onChange={(value) => set('on', value === 'all' ? undefined : (value ?? undefined))}
                />
              )}
            </Stack>
          </Accordion.Panel>
        </Accordion.Item>
      </Accordion>
    </>
  );
}

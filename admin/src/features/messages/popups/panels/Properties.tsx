import { Alert, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Head } from '../../builder/panels/Head';
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
      <BlockHead block={block} spot={chosen} />
      <WholeFault />
      <BlockFields block={block} />
    </Stack>
  );
}

function BlockHead({ block, spot }: { block: Block; spot: Spot }) {
  const { t } = useTranslation();
  return <Head icon={ICONS[block.kind] ?? UNKNOWN_ICON} kind={t(`popups.kind.${block.kind}`)} deeds={useDeeds(spot)} />;
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

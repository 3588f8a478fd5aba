import { Accordion, Select, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ColorField } from '@/components/ui/ColorField';
import { Head } from '../../../builder/panels/Head';
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
      <BlockHead block={block} spot={chosen} />
      <BlockFields block={block} />
      <Around block={block} isInLetter={chosen.length === 1} />
    </Stack>
  );
}

function BlockHead({ block, spot }: { block: Block; spot: Spot }) {
  const { t } = useTranslation();
  return (
    <Head icon={ICONS[block.kind] ?? UNKNOWN_ICON} kind={t(`letters.kind.${block.kind}`)} deeds={useDeeds(spot)} />
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

import { ActionIcon, Button, Group, Select, Stack, Text, TextInput, Tooltip } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFaultOf, useFaultsAt, useWriting } from '../context';
import { setColumns } from '../model/edits';
import {
  type Block,
  type ButtonBlock,
  type ColumnsBlock,
  type FooterBlock,
  type GoodsBlock,
  type HeadingBlock,
  NETWORKS,
  type SocialBlock,
  type TextBlock,
} from '../model/letter';
import { AlignField, Choice, Flag, Pixels, Words } from './fields';
import { PictureFields } from './PictureFields';
import { RichField } from './RichField';

/** What a block says, by its kind. */
export function BlockFields({ block }: { block: Block }) {
  const { t } = useTranslation();
  const { change } = useWriting();
  switch (block.kind) {
    case 'heading':
      return <HeadingFields block={block} />;
    case 'text':
      return <TextFields block={block} />;
    case 'picture':
      return <PictureFields block={block} />;
    case 'button':
      return <ButtonFields block={block} />;
    case 'divider':
      return null;
    case 'spacer':
      return (
        <Pixels
          label={t('letters.height')}
          value={block.height}
          min={4}
          max={160}
          onChange={(height) => change({ ...block, height: height ?? 4 })}
        />
      );
    case 'social':
      return <SocialFields block={block} />;
    case 'goods':
      return <GoodsFields block={block} />;
    case 'columns':
      return <ColumnsFields block={block} />;
    case 'footer':
      return <FooterFields block={block} />;
    case 'html':
      return (
        <Words
          isLong
          isCode
          minRows={10}
          label={t('letters.code.html')}
          value={block.html}
          onChange={(html) => change({ ...block, html })}
          at="html"
        />
      );
    case 'mjml':
      return (
        <Words
          isLong
          isCode
          minRows={10}
          label={t('letters.code.mjml')}
          description={t('letters.code.mjmlText')}
          value={block.mjml}
          onChange={(mjml) => change({ ...block, mjml })}
          at="mjml"
        />
      );
    default:
      return <Text size="sm">{t('letters.unknown')}</Text>;
  }
}

function HeadingFields({ block }: { block: HeadingBlock }) {
  const { t } = useTranslation();
  const { change } = useWriting();
  return (
    <Stack gap="sm">
      <Words
        label={t('letters.kind.heading')}
        value={block.text}
        onChange={(text) => change({ ...block, text })}
        at="text"
        maxLength={500}
      />
      <Choice
        label={t('letters.size')}
        value={`${block.size ?? 2}`}
        values={['1', '2', '3']}
        textOf={(size) => t(`letters.headings.${size}`)}
        onChange={(size) => change({ ...block, size: Number(size) as 1 | 2 | 3 })}
      />
      <AlignField value={block.align ?? 'left'} onChange={(align) => change({ ...block, align })} />
    </Stack>
  );
}

function TextFields({ block }: { block: TextBlock }) {
  const { t } = useTranslation();
  const { change } = useWriting();
  const faults = useFaultsAt()('html');
  return (
    <Stack gap="sm">
      <RichField
        label={t('letters.kind.text')}
        value={block.html}
        onChange={(html) => change({ ...block, html })}
        faults={faults}
      />
      <Choice
        label={t('letters.size')}
        value={block.size ?? 'usual'}
        values={['small', 'usual', 'large']}
        textOf={(size) => t(`letters.sizes.${size}`)}
        onChange={(size) => change({ ...block, size })}
      />
      <AlignField value={block.align ?? 'left'} onChange={(align) => change({ ...block, align })} />
    </Stack>
  );
}

function ButtonFields({ block }: { block: ButtonBlock }) {
  const { t } = useTranslation();
  const { change } = useWriting();
  return (
    <Stack gap="sm">
      <Words
        label={t('letters.button.text')}
        value={block.text}
        onChange={(text) => change({ ...block, text })}
        at="text"
        maxLength={500}
      />
      <Words
        label={t('letters.button.url')}
        placeholder="https://shop.example/sale"
        value={block.url}
        onChange={(url) => change({ ...block, url })}
        at="url"
      />
      <Choice
        label={t('letters.button.look')}
        value={block.look ?? 'main'}
        values={['main', 'plain']}
        textOf={(look) => t(`letters.button.looks.${look}`)}
        onChange={(look) => change({ ...block, look })}
      />
      <AlignField value={block.align ?? 'left'} onChange={(align) => change({ ...block, align })} />
      <Flag
        label={t('letters.button.wide')}
        value={block.is_wide}
        onChange={(is_wide) => change({ ...block, is_wide })}
      />
    </Stack>
  );
}

function SocialFields({ block }: { block: SocialBlock }) {
  const { t } = useTranslation();
  const { change } = useWriting();
  const faultOf = useFaultOf();
  const set = (links: SocialBlock['links']): void => change({ ...block, links });
  return (
    <Stack gap="xs">
      {block.links.map((link, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: links have nothing else to tell them apart
        <Group key={at} gap={6} wrap="nowrap" align="flex-start">
          <Select
            w={112}
            aria-label={t('letters.social.network')}
            allowDeselect={false}
            value={link.network}
            data={NETWORKS.map((value) => ({ value, label: t(`letters.social.networks.${value}`) }))}
            onChange={(network) =>
              network && set(block.links.map((each, n) => (n === at ? { ...each, network } : each)))
            }
          />
          <TextInput
            flex={1}
            aria-label={t('letters.social.url')}
            value={link.url}
            error={faultOf(`links[${at}].url`)}
            onChange={({ currentTarget: { value: url } }) =>
              set(block.links.map((each, n) => (n === at ? { ...each, url } : each)))
            }
          />
          <Tooltip label={t('letters.social.remove')}>
            <ActionIcon
              mt={4}
              aria-label={t('letters.social.remove')}
              disabled={block.links.length === 1}
              onClick={() => set(block.links.filter((_, n) => n !== at))}
            >
              <IconX size={15} />
            </ActionIcon>
          </Tooltip>
        </Group>
      ))}
      <Button
        variant="subtle"
        size="compact-sm"
        w="fit-content"
        leftSection={<IconPlus size={14} />}
        disabled={block.links.length >= NETWORKS.length - 1}
        onClick={() => set([...block.links, { network: 'site', url: 'https://' }])}
      >
        {t('letters.social.add')}
      </Button>
      <AlignField value={block.align ?? 'center'} onChange={(align) => change({ ...block, align })} />
    </Stack>
  );
}

const FIELDS = ['name', 'price', 'quantity', 'picture', 'link'] as const;

function GoodsFields({ block }: { block: GoodsBlock }) {
  const { t } = useTranslation();
  const { change } = useWriting();
  const faultOf = useFaultOf();
  const set = (field: string, value: string): void => {
    const next = Object.entries({ ...block, [field]: value });
    const isKept = (name: string, each: unknown): boolean => each !== '' || name === 'of' || name === 'name';
    change(Object.fromEntries(next.filter(([name, each]) => isKept(name, each))) as unknown as GoodsBlock);
  };
  return (
    <Stack gap="sm">
      <Text size="xs" c="dimmed">
        {t('letters.goods.text')}
      </Text>
      <TextInput
        label={t('letters.goods.of')}
        value={block.of}
        error={faultOf('of')}
        onChange={(event) => set('of', event.currentTarget.value)}
      />
      <Pixels
        label={t('letters.goods.limit')}
        value={block.limit ?? 6}
        min={1}
        max={20}
        unit=""
        onChange={(limit) => change({ ...block, limit: limit ?? 1 })}
      />
      {FIELDS.map((field) => (
        <TextInput
          key={field}
          label={t(`letters.goods.${field}`)}
          value={block[field] ?? ''}
          error={faultOf(field)}
          onChange={(event) => set(field, event.currentTarget.value)}
        />
      ))}
      <TextInput
        label={t('letters.goods.sign')}
        placeholder="₽"
        maxLength={8}
        value={block.sign ?? ''}
        onChange={(event) => set('sign', event.currentTarget.value)}
      />
    </Stack>
  );
}

function ColumnsFields({ block }: { block: ColumnsBlock }) {
  const { t } = useTranslation();
  const { change } = useWriting();
  return (
    <Stack gap="sm">
      <Choice
        label={t('letters.columns.count')}
        value={String(block.columns.length)}
        values={['1', '2', '3']}
        textOf={(count) => count}
        onChange={(count) => change(setColumns(block, Number(count)))}
      />
      <Flag label={t('letters.columns.stays')} value={block.stays} onChange={(stays) => change({ ...block, stays })} />
      <Text size="xs" c="dimmed">
        {t('letters.columns.text')}
      </Text>
    </Stack>
  );
}

function FooterFields({ block }: { block: FooterBlock }) {
  const { t } = useTranslation();
  const { change } = useWriting();
  const faults = useFaultsAt()('html');
  return (
    <Stack gap="sm">
      <RichField
        label={t('letters.footer.why')}
        value={block.html ?? ''}
        onChange={(html) => change({ ...block, html })}
        faults={faults}
      />
      <Words
        label={t('letters.footer.choose')}
        description={t('letters.footer.chooseText')}
        value={block.choose ?? ''}
        onChange={(choose) => change({ ...block, choose })}
        at="choose"
        maxLength={500}
      />
      <Words
        label={t('letters.footer.leave')}
        description={t('letters.footer.text')}
        value={block.leave}
        onChange={(leave) => change({ ...block, leave })}
        at="leave"
        maxLength={500}
      />
    </Stack>
  );
}

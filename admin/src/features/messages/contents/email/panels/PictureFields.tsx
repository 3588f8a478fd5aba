import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { PictureDrop } from '../../../builder/panels/PictureDrop';
import { useWriting } from '../context';
import { blockAt, changeBlock } from '../model/edits';
import type { PictureBlock } from '../model/letter';
import { AlignField, Choice, Pixels, Words } from './fields';

/** A picture from the machine, by a press, a drop or a paste, or one that lies at an address. */
export function PictureFields({ block }: { block: PictureBlock }) {
  const { t } = useTranslation();
  const { change, chosen, edit } = useWriting();
  const take = () =>
    chosen &&
    ((url: string) =>
      // The block may have been edited while the picture went up.
      edit((design) => {
        const now = blockAt(design, chosen);
        return now?.kind === 'picture' ? changeBlock(design, chosen, { ...now, url }) : design;
      }));
  const { href: _href, width: _width, ...bare } = block;
  return (
    <Stack gap="sm">
      <PictureDrop url={block.url} alt={block.alt} onTake={take} />
      <Words
        label={t('builder.picture.url')}
        placeholder="https://…"
        value={block.url}
        onChange={(url) => change({ ...block, url })}
        at="url"
      />
      <Words
        label={t('builder.picture.alt')}
        description={t('builder.picture.altText')}
        value={block.alt}
        onChange={(alt) => change({ ...block, alt })}
        at="alt"
        maxLength={500}
      />
      <Words
        label={t('letters.picture.href')}
        value={block.href ?? ''}
        onChange={(href) => change(href ? { ...block, href } : { ...bare, ...(block.width && { width: block.width }) })}
        at="href"
      />
      <Choice
        label={t('letters.picture.size')}
        value={block.is_wide ? 'wide' : block.width ? 'own' : 'usual'}
        values={['usual', 'wide', 'own']}
        textOf={(size) => t(`letters.picture.sizes.${size}`)}
        onChange={(size) => {
          const kept = { ...bare, ...(block.href && { href: block.href }), is_wide: size === 'wide' };
          change(size === 'own' ? { ...kept, width: 240 } : kept);
        }}
      />
      {block.width !== undefined && (
        <Pixels
          label={t('letters.picture.width')}
          value={block.width}
          min={16}
          max={720}
          onChange={(width) => change({ ...block, width: width ?? 16 })}
        />
      )}
      <AlignField value={block.align ?? 'center'} onChange={(align) => change({ ...block, align })} />
    </Stack>
  );
}

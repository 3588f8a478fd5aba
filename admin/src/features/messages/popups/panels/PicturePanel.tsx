import { Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { PictureDrop } from '../../builder/panels/PictureDrop';
import { useBuilding, useFaultOf } from '../context';
import { blockAt, changeBlock } from '../model/edits';
import type { PictureBlock } from '../model/popup';
import { Words } from './Words';

/** A picture from the machine, by a click, a drop or a paste, or one that lies at an address. */
export function PicturePanel({ block }: { block: PictureBlock }) {
  const { t } = useTranslation();
  const { change, chosen, edit } = useBuilding();
  const take = () => {
    if (chosen.what !== 'block') return null;
    return (url: string) =>
      // The block may have been edited while the picture went up.
      edit((popup) => {
        const now = blockAt(popup, chosen);
        return now?.kind === 'picture' ? changeBlock(popup, chosen, { ...now, url }) : popup;
      });
  };
  const faultOf = useFaultOf();
  return (
    <Stack gap="sm">
      <PictureDrop url={block.url} alt={block.alt} onTake={take} />
      <TextInput
        label={t('builder.picture.url')}
        placeholder="https://…"
        value={block.url}
        error={faultOf('url')}
        onChange={(event) => change({ ...block, url: event.currentTarget.value })}
      />
      <Words
        label={t('builder.picture.alt')}
        description={t('builder.picture.altText')}
        value={block.alt}
        onChange={(alt) => change({ ...block, alt })}
        at="alt"
        maxLength={200}
      />
      <Words
        label={t('popups.picture.href')}
        value={block.href ?? ''}
        onChange={(href) => {
          const { href: _href, ...plain } = block;
          change(href ? { ...plain, href } : plain);
        }}
        at="href"
      />
    </Stack>
  );
}

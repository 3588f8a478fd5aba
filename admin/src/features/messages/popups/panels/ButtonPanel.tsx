import { Checkbox, SegmentedControl, Select, Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useBuilding, useFaultOf } from '../context';
import { type ButtonBlock, DEEDS, type Deed } from '../model/popup';
import { Words } from './Words';

/** What a button says and does; each deed has fields of its own. */
export function ButtonPanel({ block }: { block: ButtonBlock }) {
  const { t } = useTranslation();
  const { change } = useBuilding();
  const faultOf = useFaultOf();
  const { url: _url, new_tab: _tab, event: _event, ...plain } = block;
  const deed = (does: Deed): ButtonBlock => ({
    ...plain,
    does,
    ...(does === 'link' && { url: block.url ?? '' }),
    ...(does === 'event' && { event: block.event ?? '' }),
  });
  return (
    <Stack gap="sm">
      <Words
        label={t('popups.button.text')}
        value={block.text}
        onChange={(text) => change({ ...block, text })}
        at="text"
        maxLength={200}
      />
      <Select
        label={t('popups.button.does')}
        allowDeselect={false}
        value={block.does}
        error={faultOf('does')}
        data={DEEDS.map((value) => ({ value, label: t(`popups.button.deed.${value}`) }))}
        onChange={(does) => does && change(deed(does))}
      />
      <Text size="xs" c="dimmed" mt={-8}>
        {t(`popups.button.deedText.${block.does}`)}
      </Text>
      {block.does === 'link' && (
        <>
          <Words
            label={t('popups.button.url')}
            placeholder="https://shop.example/sale"
            value={block.url ?? ''}
            onChange={(url) => change({ ...block, url })}
            at="url"
          />
          <Checkbox
            label={t('popups.button.newTab')}
            checked={block.new_tab ?? false}
            onChange={(event) => change({ ...block, new_tab: event.currentTarget.checked })}
          />
        </>
      )}
      {block.does === 'event' && (
        <TextInput
          label={t('popups.button.event')}
          value={block.event ?? ''}
          error={faultOf('event')}
          maxLength={200}
          onChange={(event) => change({ ...block, event: event.currentTarget.value })}
        />
      )}
      <SegmentedControl
        aria-label={t('popups.button.look')}
        value={block.look}
        onChange={(look) => change({ ...block, look })}
        data={(['main', 'plain'] as const).map((value) => ({ value, label: t(`popups.button.looks.${value}`) }))}
      />
    </Stack>
  );
}

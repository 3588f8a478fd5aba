import { ActionIcon, Button, Group, MultiSelect, Paper, Select, Stack, TagsInput, Text } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useBuilding, useFaultOf } from '../context';
import { findDoubts } from '../model/checks';
import { addWay, changeWay, MAX_WAYS, removeWay, setNext } from '../model/edits';
import type { FieldBlock, Way } from '../model/popup';
import { WholeFault } from './Properties';

const END = '';

/** Where the visitor goes from a page: by his answer, else on, else the end. */
export function PagePanel({ index }: { index: number }) {
  const { t } = useTranslation();
  const { popup, edit, pageName } = useBuilding();
  const faultOf = useFaultOf();
  const page = popup.pages[index];
  const asked = popup.pages.flatMap(({ blocks }) => blocks.filter((block) => block.kind === 'field'));
  const others = popup.pages.map(({ id }, n) => ({ value: id, label: pageName(n) })).filter((_, n) => n !== index);
  const first = asked[0];
  const doubts = findDoubts(popup).filter((doubt) => doubt.page === index && doubt.block === undefined);
  if (!page) return null;
  const ways = page.ways ?? [];
  return (
    <Stack gap="sm">
      <Text fw={600}>{pageName(index)}</Text>
      <WholeFault />
      {doubts.map(({ code }) => (
        <Text key={code} size="xs" c="orange">
          {t(`popups.doubt.${code}`)}
        </Text>
      ))}
      {ways.map((way, n) => (
        <WayFields
          // biome-ignore lint/suspicious/noArrayIndexKey: ways are looked at in their order
          key={n}
          way={way}
          asked={asked}
          pages={others}
          error={faultOf(`ways[${n}].field`) ?? faultOf(`ways[${n}].is`) ?? faultOf(`ways[${n}].to`)}
          onChange={(next) => edit((now) => changeWay(now, index, n, next))}
          onRemove={() => edit((now) => removeWay(now, index, n))}
        />
      ))}
      <Select
        label={t(ways.length > 0 ? 'popups.way.else' : 'popups.way.next')}
        allowDeselect={false}
        value={page.next ?? END}
        error={faultOf('next')}
        data={[...others, { value: END, label: t('popups.way.end') }]}
        onChange={(next) => edit((now) => setNext(now, index, next || null))}
      />
      {popup.pages.length > 1 && first && ways.length < MAX_WAYS && (
        <Button
          variant="subtle"
          size="compact-sm"
          w="fit-content"
          leftSection={<IconPlus size={14} />}
          onClick={() =>
            edit((now) => addWay(now, index, { field: first.name, is: [], to: others[0]?.value ?? page.id }))
          }
        >
          {t('popups.way.add')}
        </Button>
      )}
      <Text size="xs" c="dimmed">
        {t('popups.way.text')}
      </Text>
    </Stack>
  );
}

interface WayFieldsProps {
  way: Way;
  asked: readonly FieldBlock[];
  pages: readonly { value: string; label: string }[];
  error: string | undefined;
  onChange: (way: Way) => void;
  onRemove: () => void;
}

function WayFields({ way, asked, pages, error, onChange, onRemove }: WayFieldsProps) {
  const { t } = useTranslation();
  const options = asked.find(({ name }) => name === way.field)?.options;
  const values = { label: t('popups.way.is'), value: way.is, onChange: (is: string[]) => onChange({ ...way, is }) };
  return (
    <Paper p="xs" radius="md">
      <Stack gap={8}>
        <Group gap={6} wrap="nowrap" align="flex-end">
          <Select
            label={t('popups.way.field')}
            allowDeselect={false}
            value={way.field}
            data={asked.map(({ name, label }) => ({ value: name, label: label || name }))}
            onChange={(field) => field && onChange({ ...way, field, is: [] })}
            style={{ flex: 1 }}
          />
          <ActionIcon aria-label={t('popups.way.remove')} onClick={onRemove} mb={2}>
            <IconX size={15} />
          </ActionIcon>
        </Group>
        {options ? (
          <MultiSelect {...values} data={options.map(({ value, label }) => ({ value, label: label || value }))} />
        ) : (
          <TagsInput {...values} splitChars={[',']} acceptValueOnBlur />
        )}
        <Select
          label={t('popups.way.to')}
          allowDeselect={false}
          value={way.to}
          data={pages}
          onChange={(to) => to && onChange({ ...way, to })}
        />
        {error && (
          <Text size="xs" c="red">
            {error}
          </Text>
        )}
      </Stack>
    </Paper>
  );
}

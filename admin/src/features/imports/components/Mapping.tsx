import { Autocomplete, SegmentedControl, Select, SimpleGrid, Table, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { propertyTitle } from '@/lib/properties';
import type { ColumnType, ImportMapping, Preview } from '../api';

interface MappingProps {
  preview: Preview;
  mapping: ImportMapping;
  onChange: (patch: Partial<ImportMapping>) => void;
}

const TYPES: ColumnType[] = ['text', 'number', 'boolean', 'date', 'list'];
const PEOPLE = [
  '$name',
  '$first_name',
  '$last_name',
  '$email',
  '$phone',
  '$city',
  '$country',
  '$birthday',
  '$gender',
  '$company',
  '$discount',
  '$customer_group',
];
const ORDERS = [
  'order_id',
  'amount',
  'currency',
  'items',
  'status',
  'name',
  'price',
  'quantity',
  'category',
  'product_id',
  'url',
];

/** What each column of the file means. */
export function Mapping(props: MappingProps) {
  const { t } = useTranslation();
  const { preview, mapping, onChange } = props;
  return (
    <Section title={t('imports.mapping')} text={t('imports.mappingText')}>
      <SegmentedControl
        mb="md"
        size="xs"
        aria-label={t('imports.what')}
        value={mapping.kind}
        onChange={(kind) => onChange({ kind: kind })}
        data={[
          { value: 'people', label: t('imports.people') },
          { value: 'events', label: t('imports.events') },
        ]}
      />
      <Keys {...props} />
      <Table.ScrollContainer scrollAreaProps={{ viewportProps: { tabIndex: 0 } }} minWidth={300} mt="md">
        <Table fz="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('imports.column')}</Table.Th>
              <Table.Th visibleFrom="xs">{t('imports.example')}</Table.Th>
              <Table.Th w="38%">{t('imports.property')}</Table.Th>
              <Table.Th w="30%">{t('events.types')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {preview.columns.map((column, index) => (
              <ColumnRow key={column} column={column} index={index} {...props} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Section>
  );
}

/** Who a line is about, and when. */
function Keys({ preview, mapping, onChange }: MappingProps) {
  const { t } = useTranslation();
  const field = (key: 'user_id' | 'anonymous_id' | 'timestamp' | 'event', label: string) => (
    <Select
      label={label}
      clearable
      placeholder="—"
      data={preview.columns}
      value={mapping[key]}
      onChange={(value) => onChange({ [key]: value })}
      clearButtonProps={{ 'aria-label': t('common.clear') }}
    />
  );
  const isEvents = mapping.kind === 'events';
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, sm: 3 }}>
      {field('user_id', 'User ID')}
      {field('anonymous_id', t('imports.device'))}
      {field('timestamp', t('imports.time'))}
      {isEvents && field('event', t('events.byName'))}
      {isEvents && (
        <TextInput
          label={t('imports.oneName')}
          value={mapping.event_name ?? ''}
          onChange={(event) => onChange({ event_name: event.currentTarget.value || null })}
        />
      )}
      <TextInput
        label={t('settings.zone')}
        value={mapping.time_zone}
        onChange={(event) => onChange({ time_zone: event.currentTarget.value })}
      />
    </SimpleGrid>
  );
}

function ColumnRow({ column, index, preview, mapping, onChange }: MappingProps & { column: string; index: number }) {
  const { t } = useTranslation();
  const taken = [mapping.user_id, mapping.anonymous_id, mapping.timestamp, mapping.event].includes(column);
  const set = mapping.columns[column];
  const change = (property: string, type: ColumnType) => {
    const { [column]: _before, ...others } = mapping.columns;
    onChange({ columns: property ? { ...others, [column]: { property, type } } : others });
  };
  const example = preview.rows.map((row) => row[index]).find(Boolean) ?? '';
  const names = (mapping.kind === 'people' ? PEOPLE : ORDERS).map((name) => ({
    value: name,
    label: propertyTitle(t, name),
  }));
  return (
    <Table.Tr>
      <Table.Td fw={500} style={{ overflowWrap: 'anywhere' }}>
        {column}
        <Text size="xs" c="dimmed" lineClamp={1} hiddenFrom="xs">
          {example}
        </Text>
      </Table.Td>
      <Table.Td visibleFrom="xs">
        <Text size="sm" c="dimmed" lineClamp={1}>
          {example}
        </Text>
      </Table.Td>
      <Table.Td>
        {taken ? (
          <Text size="sm" c="dimmed">
            {t('imports.takenAbove')}
          </Text>
        ) : (
          <Autocomplete
            aria-label={t('imports.propertyOf', { column })}
            placeholder={t('imports.leaveOut')}
            data={names.map((name) => name.value)}
            value={set?.property ?? ''}
            onChange={(property) => change(property, set?.type ?? 'text')}
          />
        )}
      </Table.Td>
      <Table.Td>
        {!taken && set && (
          <Select
            aria-label={t('imports.typeOf', { column })}
            allowDeselect={false}
            data={TYPES.map((type) => ({ value: type, label: t(`common.valueType.${type}`) }))}
            value={set.type}
            onChange={(type) => change(set.property, type as ColumnType)}
          />
        )}
      </Table.Td>
    </Table.Tr>
  );
}

import {
  ActionIcon,
  Button,
  Checkbox,
  Divider,
  Group,
  Popover,
  ScrollArea,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconColumns3 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { propertiesQuery } from '../api';
import { columnTitle, DEFAULT_COLUMNS, OWN_COLUMNS } from '../columns';

interface ColumnChooserProps {
  chosen: string[];
  onChange: (columns: string[]) => void;
}

/** Which columns stand in the list, and in what order. */
export function ColumnChooser({ chosen, onChange }: ColumnChooserProps) {
  const { t } = useTranslation();
  return (
    <Popover position="bottom-end" shadow="md" width={300} trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns3 size={16} stroke={1.7} />}>
          {t('people.columns')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p="xs">
        <Choices chosen={chosen} onChange={onChange} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Choices({ chosen, onChange }: ColumnChooserProps) {
  const { t } = useTranslation();
  const [search, setSearch] = useState('');
  const properties = useQuery(propertiesQuery);
  const names = properties.data?.items.filter((item) => !item.is_hidden).map((item) => item.name) ?? [];
  const isShown = (key: string) => columnTitle(t, key).toLowerCase().includes(search.toLowerCase());
  const others = [...OWN_COLUMNS, ...names].filter((key) => !chosen.includes(key) && isShown(key));
  const toggle = (key: string) =>
    onChange(chosen.includes(key) ? chosen.filter((one) => one !== key) : [...chosen, key]);
  const move = (index: number, by: number) => {
    const next = [...chosen];
    const [key] = next.splice(index, 1);
    if (key !== undefined) next.splice(index + by, 0, key);
    onChange(next);
  };
  return (
    <Stack gap="xs">
      <TextInput
        placeholder={t('people.findColumn')}
        aria-label={t('people.findColumn')}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        data-autofocus
      />
      <ScrollArea.Autosize mah={360} type="auto" offsetScrollbars>
        <Stack gap={2}>
          {chosen.map(
            (key, index) =>
              isShown(key) && (
                <Group key={key} gap={2} wrap="nowrap">
                  <Checkbox
                    size="xs"
                    checked
                    onChange={() => toggle(key)}
                    label={columnTitle(t, key)}
                    style={{ flex: 1 }}
                    py={5}
                  />
                  <ActionIcon
                    size={22}
                    disabled={index === 0}
                    onClick={() => move(index, -1)}
                    aria-label={t('people.moveUp', { name: columnTitle(t, key) })}
                  >
                    <IconChevronUp size={14} />
                  </ActionIcon>
                  <ActionIcon
                    size={22}
                    disabled={index === chosen.length - 1}
                    onClick={() => move(index, 1)}
                    aria-label={t('people.moveDown', { name: columnTitle(t, key) })}
                  >
                    <IconChevronDown size={14} />
                  </ActionIcon>
                </Group>
              ),
          )}
          {others.length > 0 && <Divider my={4} />}
          {others.map((key) => (
            <Checkbox
              key={key}
              size="xs"
              checked={false}
              onChange={() => toggle(key)}
              label={columnTitle(t, key)}
              py={5}
            />
          ))}
          {others.length === 0 && search && (
            <Text size="sm" c="dimmed" p="xs">
              {t('people.noColumn')}
            </Text>
          )}
        </Stack>
      </ScrollArea.Autosize>
      <Button variant="subtle" color="gray" size="compact-sm" onClick={() => onChange(DEFAULT_COLUMNS)}>
        {t('people.defaultColumns')}
      </Button>
    </Stack>
  );
}

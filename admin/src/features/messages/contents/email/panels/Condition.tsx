import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useVariables } from '../../useVariables';
import { useFaultOf } from '../context';
import { readCondition, type Simple, TESTS, writeCondition } from '../model/condition';

interface ConditionProps {
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

/** Who sees the block: everybody, or those of whom something is true. */
export function Condition({ value, onChange }: ConditionProps) {
  const { t } = useTranslation();
  const faultOf = useFaultOf();
  if (value === undefined)
    return (
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        w="fit-content"
        leftSection={<IconUsers size={15} />}
        onClick={() => onChange('person.city')}
      >
        {t('letters.if.add')}
      </Button>
    );
  const simple = readCondition(value);
  return (
    <Stack gap={6}>
      <Group justify="space-between">
        <Text size="sm" fw={500}>
          {t('letters.if.title')}
        </Text>
        <Button variant="subtle" color="gray" size="compact-xs" onClick={() => onChange(undefined)}>
          {t('letters.if.all')}
        </Button>
      </Group>
      {simple ? (
        <SimpleCondition simple={simple} onChange={(next) => onChange(writeCondition(next))} />
      ) : (
        <Text size="xs" c="dimmed">
          {t('letters.if.byHand')}
        </Text>
      )}
      <TextInput
        label={t('letters.if.liquid')}
        value={value}
        error={faultOf('if')}
        maxLength={300}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12.5 } }}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </Stack>
  );
}

function SimpleCondition({ simple, onChange }: { simple: Simple; onChange: (simple: Simple) => void }) {
  const { t } = useTranslation();
  const variables = useVariables().filter(({ group }) => group === 'person' || group === 'event');
  const known = variables.some(({ path }) => path === simple.path)
    ? variables
    : [{ path: simple.path, title: simple.path }, ...variables];
  return (
    <>
      <Select
        aria-label={t('letters.if.what')}
        searchable
        allowDeselect={false}
        value={simple.path}
        data={known.map(({ path, title }) => ({ value: path, label: title }))}
        onChange={(path) => path && onChange({ ...simple, path })}
      />
      <Group gap={6} wrap="nowrap">
        <Select
          aria-label={t('letters.if.test')}
          allowDeselect={false}
          value={simple.test}
          data={TESTS.map((test) => ({ value: test, label: t(`letters.if.tests.${test}`) }))}
          onChange={(test) => test && onChange({ ...simple, test })}
        />
        {simple.test !== 'known' && simple.test !== 'unknown' && (
          <TextInput
            aria-label={t('letters.if.value')}
            value={simple.value}
            maxLength={200}
            onChange={(event) => onChange({ ...simple, value: event.currentTarget.value })}
          />
        )}
      </Group>
    </>
  );
}

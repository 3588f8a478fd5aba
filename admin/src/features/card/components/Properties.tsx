import { ActionIcon, Anchor, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PropertyLine } from '@/components/person/PropertyLine';
import { parseValue, shownProperties } from '@/components/person/properties';
import { useChangeProperty } from '@/components/person/useChangeProperty';
import { Section } from '@/components/ui/Section';
import type { Profile } from '@/lib/api/types';
import { propertyTitle } from '@/lib/properties';
import { useCan } from '@/lib/session';

const FOLDED = 14;

/** What is known of the person; every value can be changed where it stands. */
export function PropertiesSection({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  const canEdit = useCan('people_write');
  const change = useChangeProperty(profile.id);
  const [isAll, showAll] = useState(false);
  const [isAdding, adding] = useDisclosure();
  const names = shownProperties(profile.properties, (name) => propertyTitle(t, name));
  const shown = isAll ? names : names.slice(0, FOLDED);
  const add = canEdit && (
    <ActionIcon onClick={adding.toggle} aria-label={t('card.addProperty')} aria-expanded={isAdding}>
      <IconPlus size={16} />
    </ActionIcon>
  );
  return (
    <Section title={t('card.properties')} actions={add}>
      {isAdding && (
        <AddProperty
          onAdd={(name, value) => {
            change(name, parseValue(value));
            adding.close();
          }}
        />
      )}
      {shown.map((name) => (
        <PropertyLine
          key={name}
          profile={profile}
          name={name}
          canEdit={canEdit}
          onChange={(value) => change(name, value)}
        />
      ))}
      {names.length > shown.length && (
        <Anchor component="button" type="button" size="sm" mt={6} onClick={() => showAll(true)}>
          {t('card.allProperties', { count: names.length })}
        </Anchor>
      )}
    </Section>
  );
}

function AddProperty({ onAdd }: { onAdd: (name: string, value: string) => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [value, setValue] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onAdd(name.trim(), value);
      }}
    >
      <Stack gap={6} mb="sm">
        <TextInput
          size="xs"
          label={t('card.propertyName')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={255}
          autoFocus
        />
        <TextInput
          size="xs"
          label={t('card.propertyValue')}
          value={value}
          onChange={(event) => setValue(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button size="xs" type="submit" disabled={!name.trim() || !value}>
            {t('common.save')}
          </Button>
        </Group>
        <Text size="xs" c="dimmed">
          {t('card.propertyHint')}
        </Text>
      </Stack>
    </form>
  );
}

import {
  Alert,
  Button,
  Group,
  Modal,
  SegmentedControl,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
  UnstyledButton,
} from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconCheck, IconPlus, IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PersonAvatar } from '@/components/ui/PersonAvatar';
import { Failure, Lines } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import type { ListChange, PeopleList } from '@/lib/api/lists';
import type { PersonRow } from '@/lib/api/types';
import { useFormat } from '@/lib/format';
import { personTitle } from '@/lib/person';
import { foundPeopleQuery, listsApi, type PeopleKind, refreshLists } from '../api';
import classes from '../lists.module.css';

const SETTLE_MS = 200;
const MAX_AT_ONCE = 1_000;
const KINDS = ['email', 'phone', 'user_id'] as const satisfies readonly PeopleKind[];

/** People onto a list by hand: one by one as they are found, or many by their addresses. */
export function AddPeople({ list, onClose }: { list: PeopleList; onClose: () => void }) {
  const { t } = useTranslation();
  const [isPasting, paste] = useState(false);
  return (
    <Modal opened onClose={onClose} title={t('lists.addTo', { name: list.name })} size="lg">
      <Stack>
        <SegmentedControl
          aria-label={t('lists.way')}
          value={isPasting ? 'paste' : 'find'}
          onChange={(way) => paste(way === 'paste')}
          data={[
            { value: 'find', label: t('lists.find') },
            { value: 'paste', label: t('lists.paste') },
          ]}
        />
        {isPasting ? <Paste list={list} /> : <Find list={list} />}
      </Stack>
    </Modal>
  );
}

function Find({ list }: { list: PeopleList }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text.trim(), SETTLE_MS);
  const [added, setAdded] = useState<readonly string[]>([]);
  const found = useQuery({ ...foundPeopleQuery(search), placeholderData: keepPreviousData });
  const add = useMutation({
    mutationFn: (person: PersonRow) => listsApi.add(list.id, { profile_ids: [person.id] }),
    onMutate: (person) => setAdded((before) => [...before, person.id]),
    onError: (error, person) => {
      setAdded((before) => before.filter((id) => id !== person.id));
      toasts.failed(error);
    },
    onSuccess: () => refreshLists(client),
  });
  const items = search ? found.data?.items : [];
  return (
    <>
      <TextInput
        data-autofocus
        aria-label={t('people.search')}
        placeholder={t('people.search')}
        leftSection={<IconSearch size={16} stroke={1.7} />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className={classes.found} aria-live="polite">
        {items === undefined && !found.error && <Lines count={4} />}
        {found.error && <Failure error={found.error} onRetry={() => void found.refetch()} />}
        {items?.length === 0 && (
          <Text size="sm" c="dimmed">
            {search ? t('people.nobodyFits') : t('lists.findText')}
          </Text>
        )}
        {items?.map((person) => (
          <Found key={person.id} person={person} isAdded={added.includes(person.id)} onAdd={() => add.mutate(person)} />
        ))}
      </div>
    </>
  );
}

function Found({ person, isAdded, onAdd }: { person: PersonRow; isAdded: boolean; onAdd: () => void }) {
  const { t } = useTranslation();
  const title = personTitle(t, person);
  return (
    <UnstyledButton
      className={classes.person}
      disabled={isAdded}
      onClick={onAdd}
      aria-label={isAdded ? t('lists.isOn', { name: title }) : t('lists.putOn', { name: title })}
    >
      <PersonAvatar id={person.id} name={person.name ?? person.email} isOnline={person.is_online} size={26} />
      <Text span size="sm" fw={500} truncate>
        {title}
      </Text>
      <Text span size="sm" c="dimmed" truncate style={{ flex: 1 }}>
        {person.name ? (person.email ?? person.phone) : person.city}
      </Text>
      {isAdded ? <IconCheck size={16} color="var(--mantine-color-teal-6)" /> : <IconPlus size={16} />}
    </UnstyledButton>
  );
}

/** Values as they come from a letter or a table: one a line, or between commas. */
export function valuesOf(text: string): string[] {
  const values = text.split(/[\n\r,;\t]+/).map((value) => value.trim());
  return [...new Set(values.filter(Boolean))];
}

/** By what most of the values name people. */
export function guessKind(values: readonly string[]): PeopleKind {
  const some = values.slice(0, 50);
  const share = (pattern: RegExp) => some.filter((value) => pattern.test(value)).length / Math.max(1, some.length);
  if (share(/^\S+@\S+$/) > 0.5) return 'email';
  return share(/^\+?[\d\s()-]{10,}$/) > 0.5 ? 'phone' : 'user_id';
}

function Paste({ list }: { list: PeopleList }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const format = useFormat();
  const [text, setText] = useState('');
  const [chosen, choose] = useState<PeopleKind | null>(null);
  const values = valuesOf(text);
  const kind = chosen ?? guessKind(values);
  const add = useMutation({
    mutationFn: () => listsApi.add(list.id, { by: { kind, values } }),
    onSuccess: () => refreshLists(client),
    onError: toasts.failed,
  });
  const isTooMany = values.length > MAX_AT_ONCE;
  return (
    <>
      <Textarea
        data-autofocus
        label={t('lists.values')}
        description={t('lists.valuesText')}
        error={isTooMany && t('lists.tooMany', { max: format.number(MAX_AT_ONCE) })}
        autosize
        minRows={5}
        maxRows={12}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Group justify="space-between" align="flex-end">
        <Select
          label={t('lists.by')}
          allowDeselect={false}
          data={KINDS.map((value) => ({ value, label: t(`lists.kind.${value}`) }))}
          value={kind}
          onChange={(next) => choose(KINDS.find((known) => known === next) ?? 'email')}
        />
        <Button disabled={values.length === 0 || isTooMany} loading={add.isPending} onClick={() => add.mutate()}>
          {t('lists.add', { count: values.length, formatted: format.number(values.length) })}
        </Button>
      </Group>
      {add.data && <Told change={add.data} />}
    </>
  );
}

/** Who came, and whom nobody knows. */
function Told({ change }: { change: ListChange }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { changed, unchanged, unknown, ambiguous } = change;
  return (
    <Alert color={unknown.length + ambiguous.length > 0 ? 'orange' : 'teal'} role="status">
      <Text size="sm">
        {t('lists.came', { count: changed, formatted: format.number(changed) })}
        {unchanged > 0 && ` ${t('lists.wereOn', { formatted: format.number(unchanged) })}`}
      </Text>
      {unknown.length > 0 && (
        <Text size="sm" mt={4} lineClamp={4}>
          {t('lists.unknown', { count: unknown.length, formatted: format.number(unknown.length) })}{' '}
          {unknown.slice(0, 20).join(', ')}
        </Text>
      )}
      {ambiguous.length > 0 && (
        <Text size="sm" mt={4} lineClamp={4}>
          {t('lists.ambiguous')} {ambiguous.slice(0, 20).join(', ')}
        </Text>
      )}
    </Alert>
  );
}

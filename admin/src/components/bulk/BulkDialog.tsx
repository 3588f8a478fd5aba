import { Alert, Autocomplete, Button, Checkbox, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type Dispatch, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '@/components/ui/states';
import { ApiError } from '@/lib/api/errors';
import type { Json } from '@/lib/api/types';
import { CHANNELS } from '@/lib/conditions/language';
import { useFormat } from '@/lib/format';
import { type Audience, BULK, type BulkKind, bulkApi, listsQuery, tagsQuery } from './api';

type Options = Record<string, Json>;

interface FieldsProps {
  options: Options;
  onChange: Dispatch<Options>;
}

interface BulkDialogProps {
  kind: BulkKind;
  audience: Audience;
  count: number;
  onClose: () => void;
}

const VALUE_KINDS = ['text', 'number', 'boolean'] as const;

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/** Asks what exactly, shows to how many, and starts it. */
export default function BulkDialog({ kind, audience, count, onClose }: BulkDialogProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const errorText = useErrorText();
  const [options, change] = useState<Options>(() => beginning(kind));
  const [typed, type] = useState('');
  const [expected, expect] = useState(count);
  const start = useMutation({
    mutationFn: () => bulkApi.start(audience, { action: { kind, ...options }, expected, confirm: typed }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: BULK });
      onClose();
    },
    onError: (error) => {
      // The set has grown since it was counted: the new figure is shown, and the next press is about it.
      if (error instanceof ApiError && error.code === 'set_grew') expect(Number(error.params.count));
    },
  });
  const word = audience.name ?? String(expected);
  const isReady = kind === 'erase' ? typed.trim() === word.trim() : isComplete(kind, options);
  return (
    <Modal opened onClose={onClose} title={t(`bulk.do.${kind}`)}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          start.mutate();
        }}
      >
        <Stack>
          <Fields kind={kind} options={options} onChange={change} />
          <Text size="sm" className="tnum">
            {audience.name === undefined
              ? t(audience.profile_ids ? 'bulk.forChosen' : 'bulk.forPeople', {
                  count: expected,
                  formatted: format.number(expected),
                })
              : t('bulk.forSegment', { count: expected, formatted: format.number(expected), name: audience.name })}
          </Text>
          {kind === 'erase' && (
            <TextInput
              label={t('bulk.typeWord', { word })}
              value={typed}
              autoComplete="off"
              onChange={(event) => type(event.currentTarget.value)}
            />
          )}
          {start.error && (
            <Alert color="red" role="alert">
              {errorText(start.error)}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button
              type="submit"
              color={kind === 'erase' ? 'red' : undefined}
              loading={start.isPending}
              disabled={!isReady}
            >
              {kind === 'erase' ? t('bulk.eraseForever') : t('bulk.start')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function beginning(kind: BulkKind): Options {
  if (kind === 'subscribe' || kind === 'unsubscribe') return { channel: 'email', topic: '' };
  return kind === 'erase' ? { is_suppressed: true } : {};
}

function isComplete(kind: BulkKind, options: Options): boolean {
  if (kind === 'tag_add' || kind === 'tag_remove') return textOf(options.tag).trim() !== '';
  if (kind === 'list_add' || kind === 'list_remove') return textOf(options.list_id) !== '';
  if (kind === 'property_unset') return textOf(options.property).trim() !== '';
  if (kind === 'property_set')
    return textOf(options.property).trim() !== '' && options.value !== undefined && options.value !== '';
  return true;
}

function Fields({ kind, ...props }: FieldsProps & { kind: BulkKind }) {
  if (kind === 'tag_add' || kind === 'tag_remove') return <TagField {...props} />;
  if (kind === 'list_add' || kind === 'list_remove') return <ListField {...props} />;
  if (kind === 'property_unset') return <PropertyName {...props} />;
  if (kind === 'property_set') return <PropertyFields {...props} />;
  if (kind === 'erase') return <EraseFields {...props} />;
  return <ChannelFields {...props} />;
}

function TagField({ options, onChange }: FieldsProps) {
  const { t } = useTranslation();
  const tags = useQuery(tagsQuery);
  const known = [...new Set(tags.data?.items.map(({ title }) => title))];
  return (
    <Autocomplete
      data-autofocus
      label={t('bulk.tag')}
      data={known}
      maxLength={60}
      value={textOf(options.tag)}
      onChange={(tag) => onChange({ tag })}
    />
  );
}

function ListField({ options, onChange }: FieldsProps) {
  const { t } = useTranslation();
  const lists = useQuery(listsQuery);
  return (
    <Select
      data-autofocus
      searchable
      label={t('bulk.list')}
      placeholder={lists.data?.items.length === 0 ? t('bulk.noLists') : t('bulk.chooseList')}
      data={lists.data?.items.map(({ id, name }) => ({ value: id, label: name })) ?? []}
      value={textOf(options.list_id) || null}
      onChange={(id) => onChange({ list_id: id ?? '' })}
    />
  );
}

function PropertyName({ options, onChange }: FieldsProps) {
  const { t } = useTranslation();
  return (
    <TextInput
      data-autofocus
      label={t('bulk.property')}
      value={textOf(options.property)}
      maxLength={255}
      onChange={(event) => onChange({ ...options, property: event.currentTarget.value })}
    />
  );
}

function PropertyFields({ options, onChange }: FieldsProps) {
  const { t } = useTranslation();
  const [kind, choose] = useState<(typeof VALUE_KINDS)[number]>('text');
  const [text, write] = useState('');
  const give = (next: string, as: (typeof VALUE_KINDS)[number]) => {
    write(next);
    choose(as);
    const number = Number(next.replace(',', '.'));
    const asNumber = next.trim() === '' || Number.isNaN(number) ? '' : number;
    onChange({ ...options, value: as === 'text' ? next : as === 'number' ? asNumber : next === 'true' });
  };
  return (
    <>
      <PropertyName options={options} onChange={onChange} />
      <Group grow align="flex-end" wrap="nowrap">
        {kind === 'boolean' ? (
          <Select
            label={t('bulk.value')}
            allowDeselect={false}
            data={(['true', 'false'] as const).map((value) => ({ value, label: t(`bulk.is.${value}`) }))}
            value={text}
            onChange={(next) => give(next ?? 'true', 'boolean')}
          />
        ) : (
          <TextInput
            label={t('bulk.value')}
            value={text}
            inputMode={kind === 'number' ? 'decimal' : 'text'}
            onChange={(event) => give(event.currentTarget.value, kind)}
          />
        )}
        <Select
          label={t('bulk.valueKind')}
          allowDeselect={false}
          data={VALUE_KINDS.map((value) => ({ value, label: t(`bulk.kind.${value}`) }))}
          value={kind}
          onChange={(next) => {
            const as = VALUE_KINDS.find((known) => known === next) ?? 'text';
            give(as === 'boolean' ? 'true' : '', as);
          }}
        />
      </Group>
    </>
  );
}

function ChannelFields({ options, onChange }: FieldsProps) {
  const { t } = useTranslation();
  return (
    <>
      <Select
        data-autofocus
        label={t('bulk.channel')}
        allowDeselect={false}
        data={CHANNELS.map((value) => ({ value, label: t(`conditions.channel.${value}`) }))}
        value={textOf(options.channel)}
        onChange={(channel) => onChange({ ...options, channel: channel ?? 'email' })}
      />
      <TextInput
        label={t('bulk.topic')}
        description={t('bulk.topicText')}
        value={textOf(options.topic)}
        maxLength={200}
        onChange={(event) => onChange({ ...options, topic: event.currentTarget.value })}
      />
    </>
  );
}

function EraseFields({ options, onChange }: FieldsProps) {
  const { t } = useTranslation();
  return (
    <>
      <Alert color="red">{t('bulk.eraseText')}</Alert>
      <Checkbox
        label={t('bulk.suppress')}
        checked={options.is_suppressed === true}
        onChange={(event) => onChange({ is_suppressed: event.currentTarget.checked })}
      />
    </>
  );
}

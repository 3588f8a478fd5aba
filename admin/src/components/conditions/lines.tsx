import { JsonInput, NumberInput, TextInput } from '@mantine/core';
import {
  IconBell,
  IconCodeDots,
  IconFilter,
  IconMailForward,
  IconShieldCheck,
  IconTag,
  IconUser,
  IconUsersGroup,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Json } from '@/lib/api/types';
import { listNamesQuery, segmentNamesQuery, tagsQuery } from '@/lib/conditions/api';
import {
  CHANNELS,
  CONSENTS,
  type Condition,
  isObject,
  type Message,
  STATUSES,
  type Subscribed,
  startTest,
  type Test,
} from '@/lib/conditions/language';
import { follow, without } from '@/lib/conditions/tree';
import { propertyTitle } from '@/lib/properties';
import { Choice, type Option } from './Choice';
import { useEditing, useGap } from './context';
import classes from './fields.module.css';
import { usePropertyOptions } from './names';
import { Row, type RowActions } from './Row';
import { OpChoice, withOp } from './tests';
import { TimesField } from './times';
import { ValueField } from './ValueField';
import { WindowField } from './window';

export interface LineProps<T> {
  node: T;
  nots: number;
  path: string;
  actions: RowActions;
  onChange: (node: Condition) => void;
}

const SIZE = 17;

export function PropertyLine({ node, onChange, path, ...row }: LineProps<Test>) {
  const { t } = useTranslation();
  const { options, typesOf } = usePropertyOptions();
  const gap = useGap(`${path}.property`);
  const types = typesOf(node.property);
  const isKnown = node.property === '' || options.some((option) => option.value === node.property);
  const own = { value: node.property, label: propertyTitle(t, node.property) };
  return (
    <Row icon={<IconUser size={SIZE} />} path={path} {...row}>
      <Choice
        label={t('conditions.property')}
        tone="name"
        value={node.property}
        options={isKnown ? options : [own, ...options]}
        onChange={(property) => onChange(startTest(property, typesOf(property)))}
        placeholder={t('conditions.chooseProperty')}
        isSearched
        offer={(search) => t('conditions.useName', { name: search })}
        gap={gap}
      />
      <OpChoice hasHistory op={node.op} types={types} onChange={(op) => onChange(withOp(node, op))} />
      <ValueField
        op={node.op}
        value={node.value}
        onChange={(value) => onChange({ ...node, value })}
        source={{ property: node.property }}
        types={types}
        path={`${path}.value`}
      />
    </Row>
  );
}

export function MessageLine({ node, onChange, path, ...row }: LineProps<Message>) {
  const { t } = useTranslation();
  const { message } = node;
  const kind = 'id' in message ? 'id' : 'topic' in message ? 'topic' : 'any';
  const change = (next: Message): void => onChange(follow(node, next));
  const start = { any: { any: true as const }, topic: { topic: '' }, id: { id: 0 } };
  return (
    <Row icon={<IconMailForward size={SIZE} />} path={path} {...row}>
      <Choice
        label={t('conditions.message')}
        tone="name"
        value={kind}
        options={(['any', 'topic', 'id'] as const).map((value) => ({ value, label: t(`conditions.which.${value}`) }))}
        onChange={(next) => next !== kind && change({ ...node, message: start[next as typeof kind] })}
      />
      {'topic' in message && (
        <TopicField
          value={message.topic}
          onChange={(topic) => change({ ...node, message: { topic } })}
          path={`${path}.message.topic`}
        />
      )}
      {'id' in message && (
        <NumberInput
          size="xs"
          hideControls
          allowDecimal={false}
          allowNegative={false}
          aria-label={t('conditions.messageNumber')}
          className={classes.field}
          classNames={{ input: classes.number ?? '' }}
          value={message.id || ''}
          onChange={(id) => change({ ...node, message: { id: Number(id) } })}
          data-gap={message.id <= 0 || undefined}
        />
      )}
      <Choice
        label={t('conditions.status')}
        value={node.status}
        options={STATUSES.map((value) => ({ value, label: t(`conditions.messageStatus.${value}`) }))}
        onChange={(status) => change({ ...node, status: status as Message['status'] })}
      />
      <TimesField
        {...(node.times && { times: node.times })}
        onChange={({ times }) => change({ ...without(node, 'times'), ...(times && { times }) })}
        path={path}
      />
      <WindowField
        window={node.within}
        onChange={(within) => change({ ...without(node, 'within'), ...(within && { within }) })}
        path={`${path}.within`}
      />
    </Row>
  );
}

function TopicField({ value, onChange, path }: { value: string; onChange: (topic: string) => void; path: string }) {
  const { t } = useTranslation();
  return (
    <TextInput
      size="xs"
      aria-label={t('conditions.topic')}
      placeholder={t('conditions.topic')}
      className={classes.field}
      classNames={{ input: classes.text ?? '' }}
      value={value}
      maxLength={1000}
      onChange={(event) => onChange(event.currentTarget.value)}
      {...useGap(path)}
    />
  );
}

interface NamedChoiceProps {
  label: string;
  value: number;
  items: readonly { id: string; name: string }[] | undefined;
  onChange: (id: number) => void;
  path: string;
}

function NamedChoice({ label, value, items, onChange, path }: NamedChoiceProps) {
  const { t } = useTranslation();
  const options: Option[] = (items ?? []).map((item) => ({ value: item.id, label: item.name }));
  const id = value > 0 ? String(value) : '';
  const isKnown = id === '' || options.some((option) => option.value === id);
  const gone = { value: id, label: items === undefined ? `№ ${id}` : t('conditions.gone', { id }) };
  return (
    <Choice
      label={label}
      tone="name"
      value={id}
      options={isKnown ? options : [gone, ...options]}
      onChange={(next) => onChange(Number(next))}
      isSearched
      gap={useGap(path)}
    />
  );
}

export function SegmentLine({ node, onChange, path, ...row }: LineProps<{ segment: number }>) {
  const { t } = useTranslation();
  const { ownId } = useEditing();
  const names = useQuery(segmentNamesQuery).data?.filter((item) => item.id !== ownId);
  return (
    <Row icon={<IconFilter size={SIZE} />} path={path} {...row}>
      <span>{t('conditions.inSegment')}</span>
      <NamedChoice
        label={t('conditions.segment')}
        value={node.segment}
        items={names}
        onChange={(segment) => onChange({ segment })}
        path={`${path}.segment`}
      />
    </Row>
  );
}

export function ListLine({ node, onChange, path, ...row }: LineProps<{ list: number }>) {
  const { t } = useTranslation();
  const names = useQuery(listNamesQuery).data;
  return (
    <Row icon={<IconUsersGroup size={SIZE} />} path={path} {...row}>
      <span>{t('conditions.onList')}</span>
      <NamedChoice
        label={t('conditions.list')}
        value={node.list}
        items={names}
        onChange={(list) => onChange({ list })}
        path={`${path}.list`}
      />
    </Row>
  );
}

export function TagLine({ node, onChange, path, ...row }: LineProps<{ tag: string }>) {
  const { t } = useTranslation();
  const tags = useQuery(tagsQuery).data ?? [];
  const options = tags.map((tag): Option => ({ value: tag.tag, label: tag.title }));
  return (
    <Row icon={<IconTag size={SIZE} />} path={path} {...row}>
      <span>{t('conditions.hasTag')}</span>
      <Choice
        label={t('conditions.tag')}
        tone="name"
        value={node.tag}
        options={options}
        onChange={(tag) => onChange({ tag })}
        isSearched
        offer={(search) => t('conditions.useName', { name: search })}
        gap={useGap(`${path}.tag`)}
      />
    </Row>
  );
}

export function SubscribedLine({ node, onChange, path, ...row }: LineProps<Subscribed>) {
  const { t } = useTranslation();
  const { channel, topic } = node.subscribed;
  const isKnown = CHANNELS.some((known) => known === channel);
  const options: Option[] = CHANNELS.map((value) => ({ value, label: t(`conditions.channel.${value}`) }));
  return (
    <Row icon={<IconBell size={SIZE} />} path={path} {...row}>
      <span>{t('conditions.subscribed')}</span>
      <Choice
        label={t('conditions.channelWord')}
        tone="name"
        value={channel}
        options={isKnown ? options : [{ value: channel, label: channel }, ...options]}
        onChange={(next) => onChange({ subscribed: { ...node.subscribed, channel: next } })}
      />
      <span>{t('conditions.topicWord')}</span>
      <TextInput
        size="xs"
        aria-label={t('conditions.topic')}
        placeholder={t('conditions.anyTopic')}
        className={classes.field}
        classNames={{ input: classes.text ?? '' }}
        value={topic ?? ''}
        maxLength={1000}
        onChange={(event) => {
          const next = event.currentTarget.value;
          onChange({ subscribed: next ? { channel, topic: next } : { channel } });
        }}
      />
    </Row>
  );
}

export function ConsentLine({ node, onChange, path, ...row }: LineProps<{ consent: string }>) {
  const { t } = useTranslation();
  const isKnown = CONSENTS.some((known) => known === node.consent);
  const options: Option[] = CONSENTS.map((value) => ({ value, label: t(`conditions.consent.${value}`) }));
  return (
    <Row icon={<IconShieldCheck size={SIZE} />} path={path} {...row}>
      <span>{t('conditions.consented')}</span>
      <Choice
        label={t('conditions.consentWord')}
        tone="name"
        value={node.consent}
        options={isKnown ? options : [{ value: node.consent, label: node.consent }, ...options]}
        onChange={(consent) => onChange({ consent })}
      />
    </Row>
  );
}

/** What the editor does not know stays as it came, and can be changed as JSON. */
export function UnknownLine({ node, onChange, path, ...row }: LineProps<Condition>) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<string | null>(null);
  const text = JSON.stringify(node, null, 2);
  const save = (): void => {
    if (draft === null) return;
    try {
      const read = JSON.parse(draft) as Json;
      if (!isObject(read)) return;
      onChange(read);
      setDraft(null);
    } catch {
      // The field says that this is no JSON, and keeps it.
    }
  };
  return (
    <Row icon={<IconCodeDots size={SIZE} />} path={path} {...row}>
      <JsonInput
        size="xs"
        label={t('conditions.unknown')}
        className={classes.json}
        autosize
        minRows={2}
        maxRows={14}
        value={draft ?? text}
        onChange={setDraft}
        onBlur={save}
        validationError={t('conditions.noJson')}
      />
    </Row>
  );
}

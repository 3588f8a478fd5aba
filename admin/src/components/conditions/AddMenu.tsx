import { Group, Text } from '@mantine/core';
import {
  IconBell,
  IconBraces,
  IconFilter,
  IconListNumbers,
  IconMailForward,
  IconPlus,
  IconShieldCheck,
  IconTag,
  IconUser,
  IconUsersGroup,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { listNamesQuery, segmentNamesQuery, tagsQuery } from '@/lib/conditions/api';
import { type Condition, startTest } from '@/lib/conditions/language';
import classes from './AddMenu.module.css';
import { Choice, type Option } from './Choice';
import { useEditing } from './context';
import type { GroupKey } from './Group';
import { useEventOptions, usePropertyOptions } from './names';

interface AddMenuProps {
  onAdd: (condition: Condition) => void;
  isFirst: boolean;
  groupKey: GroupKey;
}

const SIZE = 16;

function useSpecial(groupKey: GroupKey): { options: Option[]; make: (value: string) => Condition } {
  const { t } = useTranslation();
  const nested: GroupKey = groupKey === 'all' ? 'any' : 'all';
  const group = t('conditions.group.special');
  const options: Option[] = [
    { value: 'group', label: t(`conditions.add.${nested}`), icon: <IconBraces size={SIZE} />, group },
    { value: 'sequence', label: t('conditions.add.sequence'), icon: <IconListNumbers size={SIZE} />, group },
    { value: 'absence', label: t('conditions.add.absence'), icon: <IconListNumbers size={SIZE} />, group },
    { value: 'message', label: t('conditions.add.message'), icon: <IconMailForward size={SIZE} />, group },
    { value: 'subscribed', label: t('conditions.add.subscribed'), icon: <IconBell size={SIZE} />, group },
    { value: 'consent', label: t('conditions.add.consent'), icon: <IconShieldCheck size={SIZE} />, group },
  ];
  const make = (value: string): Condition => {
    switch (value) {
      case 'group':
        return { [nested]: [] };
      case 'sequence':
        return { sequence: [{ event: '' }, { event: '' }], within: 'P1D' };
      case 'absence':
        return { sequence: [{ event: '' }, { not: { event: '' } }], within: 'PT1H', during: { last: 'P7D' } };
      case 'message':
        return { message: { any: true }, status: 'read' };
      case 'subscribed':
        return { subscribed: { channel: 'email' } };
      default:
        return { consent: 'advertising' };
    }
  };
  return { options, make };
}

/** Whatever may be asked, in one list with one search. */
function useAll(groupKey: GroupKey) {
  const { t } = useTranslation();
  const { ownId } = useEditing();
  const special = useSpecial(groupKey);
  const events = useEventOptions();
  const properties = usePropertyOptions();
  const segments = useQuery(segmentNamesQuery).data?.filter((item) => item.id !== ownId) ?? [];
  const lists = useQuery(listNamesQuery).data ?? [];
  const tags = useQuery(tagsQuery).data ?? [];
  const under = (kind: string, option: Option): Option => ({ ...option, value: `${kind}:${option.value}` });
  const unseen = t('conditions.group.unseen');
  const options: Option[] = [
    ...special.options.map((option) => under('special', option)),
    ...events.filter((option) => option.group !== unseen).map((option) => under('event', option)),
    ...properties.options.map((option) => under('property', { ...option, icon: <IconUser size={SIZE} /> })),
    ...segments.map(({ id, name }) => ({
      value: `segment:${id}`,
      label: name,
      group: t('conditions.group.segments'),
      icon: <IconFilter size={SIZE} />,
    })),
    ...lists.map(({ id, name }) => ({
      value: `list:${id}`,
      label: name,
      group: t('conditions.group.lists'),
      icon: <IconUsersGroup size={SIZE} />,
    })),
    ...tags.map(({ tag, title }) => ({
      value: `tag:${tag}`,
      label: title,
      group: t('conditions.group.tags'),
      icon: <IconTag size={SIZE} />,
    })),
    ...events.filter((option) => option.group === unseen).map((option) => under('event', option)),
  ];
  const make = (choice: string): Condition => {
    const [kind, value] = [choice.slice(0, choice.indexOf(':')), choice.slice(choice.indexOf(':') + 1)];
    switch (kind) {
      case 'special':
        return special.make(value);
      case 'property':
        return startTest(value, properties.typesOf(value));
      case 'segment':
        return { segment: Number(value) };
      case 'list':
        return { list: Number(value) };
      case 'tag':
        return { tag: value };
      default:
        return { event: value };
    }
  };
  return { options, make };
}

export function AddMenu({ onAdd, isFirst, groupKey }: AddMenuProps) {
  const { t } = useTranslation();
  const { options, make } = useAll(groupKey);
  return (
    <Choice
      label={t('conditions.addCondition')}
      value=""
      options={options}
      onChange={(choice) => onAdd(make(choice.includes(':') ? choice : `event:${choice}`))}
      isSearched
      offer={(search) => t('conditions.addEvent', { name: search })}
      targetClass={classes.add}
      target={
        <Group gap={6} wrap="nowrap" component="span">
          <IconPlus size={14} aria-hidden />
          <Text span inherit>
            {isFirst ? t('conditions.addFirst') : t('conditions.addCondition')}
          </Text>
        </Group>
      }
    />
  );
}

import { Button, Menu, Text } from '@mantine/core';
import {
  IconApi,
  IconBolt,
  IconBookmark,
  IconCalendarEvent,
  IconDeviceDesktop,
  IconFilter,
  IconPlus,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { insertAt, keyOf, removeAt, replaceAt } from '@/lib/conditions/tree';
import type { Trigger } from '../api/graph';
import { savedTriggersQuery } from '../api/triggers';
import { FaultsAt } from './faults';
import classes from './parts.module.css';
import { PRESETS } from './presets';
import { TriggerLine } from './TriggerLine';

const MOST = 20;

interface TriggersProps {
  triggers: Trigger[];
  onChange: (triggers: Trigger[]) => void;
  /** Only a page that is open can show it: what happens there is offered first. */
  isOnSite?: boolean;
  path?: string;
}

/** What begins it: any of these. */
export function Triggers({ triggers, onChange, isOnSite = false, path = 'entry.triggers' }: TriggersProps) {
  const { t } = useTranslation();
  const add = (trigger: Trigger): void => onChange(insertAt(triggers, triggers.length, trigger));
  if (triggers.length === 0)
    return (
      <div className={classes.grid}>
        <FaultsAt path={path} />
        <Presets isOnSite={isOnSite} onChoose={add} />
        <div>
          <AddTrigger onAdd={add} />
        </div>
      </div>
    );
  return (
    <div>
      {triggers.map((trigger, index) => (
        <Fragment key={keyOf(trigger)}>
          {index > 0 && <div className={classes.or}>{t('messages.trigger.or')}</div>}
          <TriggerLine
            trigger={trigger}
            path={`${path}[${index}]`}
            onChange={(next) => onChange(replaceAt(triggers, index, next))}
            onRemove={() => onChange(removeAt(triggers, index))}
          />
        </Fragment>
      ))}
      {triggers.length < MOST && (
        <div style={{ marginTop: 8 }}>
          <AddTrigger onAdd={add} />
        </div>
      )}
    </div>
  );
}

type Kind = 'event' | 'segment' | 'browser' | 'schedule' | 'call' | 'saved';

interface AddProps {
  onAdd: (trigger: Trigger) => void;
  /** Kinds that make no sense here. */
  without?: readonly Kind[];
}

export function AddTrigger({ onAdd, without = [] }: AddProps) {
  const { t } = useTranslation();
  const saved = useQuery(savedTriggersQuery).data ?? [];
  const kinds: {
    key: Kind;
    icon: typeof IconBolt;
    first: Trigger;
  }[] = [
    { key: 'browser', icon: IconDeviceDesktop, first: { browser: 'exit_intent' } },
    { key: 'event', icon: IconBolt, first: { event: '' } },
    { key: 'segment', icon: IconFilter, first: { segment: 0, on: 'entered' } },
    { key: 'schedule', icon: IconCalendarEvent, first: { schedule: { at: '10:00' } } },
    { key: 'call', icon: IconApi, first: { call: true } },
    { key: 'saved', icon: IconBookmark, first: { saved: 0 } },
  ];
  return (
    <Menu position="bottom-start" width={300}>
      <Menu.Target>
        <Button variant="default" size="compact-md" leftSection={<IconPlus size={14} />}>
          {t('messages.trigger.add')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {kinds
          .filter(({ key }) => !without.includes(key) && (key !== 'saved' || saved.length > 0))
          .map(({ key, icon: Icon, first }) => (
            <Menu.Item key={key} leftSection={<Icon size={16} />} onClick={() => onAdd({ ...first })}>
              {t(`messages.trigger.kind.${key}`)}
            </Menu.Item>
          ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** The usual beginnings with their usual numbers. */
export function Presets({ isOnSite, onChoose }: { isOnSite: boolean; onChoose: (trigger: Trigger) => void }) {
  const { t } = useTranslation();
  const sorted = PRESETS.toSorted((one, other) => {
    const rank = (isBrowser: boolean | undefined): number => (Boolean(isBrowser) === isOnSite ? 0 : 1);
    return rank(one.isBrowser) - rank(other.isBrowser);
  });
  return (
    <div>
      <Text size="xs" c="dimmed" mb={6}>
        {t('messages.trigger.usual')}
      </Text>
      <div className={classes.presets}>
        {sorted.map(({ key, icon: Icon, trigger }) => (
          <button key={key} type="button" className={classes.preset} onClick={() => onChoose(structuredClone(trigger))}>
            <Icon size={18} stroke={1.7} style={{ flex: 'none', marginTop: 1 }} aria-hidden />
            <span>
              <Text span size="sm" fw={500} display="block">
                {t(`messages.preset.${key}.title`)}
              </Text>
              <Text span size="xs" c="dimmed" display="block">
                {t(`messages.preset.${key}.text`)}
              </Text>
            </span>
          </button>
        ))}
      </div>
    </div>
  );
}

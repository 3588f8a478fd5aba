import { ActionIcon, Button, Group, Menu, Popover, Text, TextInput, ThemeIcon, Tooltip } from '@mantine/core';
import {
  IconApi,
  IconBookmark,
  IconBookmarkPlus,
  IconCalendarEvent,
  IconDeviceDesktop,
  IconDotsVertical,
  IconFilter,
  IconTrash,
} from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFaults } from '@/components/conditions/context';
import { EventIcon } from '@/components/ui/EventIcon';
import { useToasts } from '@/components/ui/toast';
import type { Trigger } from '../api/graph';
import { SAVED_TRIGGERS, triggersApi } from '../api/triggers';
import { FaultsAt } from './faults';
import classes from './parts.module.css';
import { BrowserFields } from './triggers/BrowserFields';
import { EventFields } from './triggers/EventFields';
import { SavedFields } from './triggers/SavedFields';
import { ScheduleFields } from './triggers/ScheduleFields';
import { SegmentFields } from './triggers/SegmentFields';

interface TriggerLineProps {
  trigger: Trigger;
  path: string;
  onChange: (trigger: Trigger) => void;
  onRemove: () => void;
}

/** One of the things that begin the message. */
export function TriggerLine({ trigger, path, onChange, onRemove }: TriggerLineProps) {
  const { t } = useTranslation();
  const isBad = useFaults(path).length > 0;
  return (
    <div className={classes.line} data-bad={isBad || undefined}>
      <TriggerIcon trigger={trigger} />
      <div className={classes.main}>
        <TriggerFields trigger={trigger} path={path} onChange={onChange} />
        <FaultsAt path={path} />
      </div>
      <Group gap={0} wrap="nowrap">
        {!('saved' in trigger) && !('schedule' in trigger) && <Saving trigger={trigger} onSaved={onChange} />}
        <Tooltip label={t('messages.trigger.remove')}>
          <ActionIcon size={26} aria-label={t('messages.trigger.remove')} onClick={onRemove}>
            <IconTrash size={15} />
          </ActionIcon>
        </Tooltip>
      </Group>
    </div>
  );
}

export function TriggerIcon({ trigger }: { trigger: Trigger }) {
  if ('event' in trigger) return <EventIcon name={trigger.event} size={26} />;
  const box = (icon: ReactNode) => (
    <ThemeIcon variant="light" color="gray" size={26} radius="md" aria-hidden>
      {icon}
    </ThemeIcon>
  );
  if ('segment' in trigger) return box(<IconFilter size={16} />);
  if ('browser' in trigger) return box(<IconDeviceDesktop size={16} />);
  if ('schedule' in trigger) return box(<IconCalendarEvent size={16} />);
  return 'saved' in trigger ? box(<IconBookmark size={16} />) : box(<IconApi size={16} />);
}

interface FieldsProps {
  trigger: Trigger;
  path: string;
  onChange: (trigger: Trigger) => void;
}

/** What is said of one trigger, in a sentence to be changed. */
export function TriggerFields({ trigger, path, onChange }: FieldsProps) {
  const { t } = useTranslation();
  if ('event' in trigger) return <EventFields trigger={trigger} path={path} onChange={onChange} />;
  if ('segment' in trigger) return <SegmentFields trigger={trigger} path={path} onChange={onChange} />;
  if ('browser' in trigger) return <BrowserFields trigger={trigger} path={path} onChange={onChange} />;
  if ('schedule' in trigger) return <ScheduleFields trigger={trigger} path={path} onChange={onChange} />;
  if ('saved' in trigger) return <SavedFields trigger={trigger} path={path} onChange={onChange} />;
  return (
    <>
      <div className={classes.sentence}>{t('messages.trigger.call')}</div>
      <Text size="xs" c="dimmed">
        {t('messages.trigger.callText')}
      </Text>
    </>
  );
}

/** Keeps the trigger under a name, for other messages too. */
function Saving({ trigger, onSaved }: { trigger: Trigger; onSaved: (trigger: Trigger) => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const [isOpen, setOpen] = useState(false);
  const [name, setName] = useState('');
  const save = useMutation({
    mutationFn: () => triggersApi.create(name.trim(), trigger),
    onSuccess: (saved) => {
      void client.invalidateQueries({ queryKey: SAVED_TRIGGERS });
      setOpen(false);
      onSaved({ saved: Number(saved.id) });
      toasts.undoable(t('messages.trigger.savedAs', { name: saved.name }), () => onSaved(trigger));
    },
    onError: toasts.failed,
  });
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" shadow="md" trapFocus>
      <Menu position="bottom-end">
        <Menu.Target>
          <Popover.Target>
            <ActionIcon size={26} aria-label={t('messages.trigger.more')}>
              <IconDotsVertical size={15} />
            </ActionIcon>
          </Popover.Target>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconBookmarkPlus size={15} />} onClick={() => setOpen(true)}>
            {t('messages.trigger.save')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Popover.Dropdown p="xs">
        <form
          style={{ display: 'flex', gap: 8, alignItems: 'flex-end' }}
          onSubmit={(event) => {
            event.preventDefault();
            save.mutate();
          }}
        >
          <TextInput
            label={t('messages.name')}
            value={name}
            maxLength={100}
            data-autofocus
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" disabled={!name.trim()} loading={save.isPending}>
            {t('common.save')}
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}

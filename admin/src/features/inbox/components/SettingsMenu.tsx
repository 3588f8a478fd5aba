import { ActionIcon, Menu, Switch } from '@mantine/core';
import {
  IconBell,
  IconBellOff,
  IconBookmark,
  IconDeviceMobile,
  IconDotsVertical,
  IconKeyboard,
  IconMoon,
  IconUsers,
} from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useToasts } from '@/components/ui/toast';
import { canPush } from '@/lib/push';
import { useCan } from '@/lib/session';
import { useDevice } from '@/lib/useDevice';
import { inboxApi, operatorsQuery } from '../api';
import type { Inbox } from '../store/inbox';
import { type InboxSettings, useSettings } from '../useSettings';

/** Away and back; colleagues and the turn of new conversations see it. */
export function useAway(inbox: Inbox): [away: 'no' | 'said' | 'idle', set: (isAway: boolean) => void] {
  const client = useQueryClient();
  const toasts = useToasts();
  const { queryKey } = operatorsQuery;
  const operators = useQuery(operatorsQuery).data;
  const own = operators?.find(({ id }) => id === inbox.member);
  const away = own?.state !== 'away' ? 'no' : own.is_automatic ? 'idle' : 'said';
  const save = useMutation({
    mutationFn: (next: boolean) => inboxApi.away(next),
    onMutate: (next) => {
      client.setQueryData(queryKey, (known) =>
        known?.map((each) =>
          each.id === inbox.member
            ? { ...each, state: next ? ('away' as const) : ('online' as const), is_automatic: false }
            : each,
        ),
      );
    },
    onError: toasts.failed,
    onSettled: () => client.invalidateQueries({ queryKey }),
  });
  return [away, save.mutate];
}

/** What concerns the operator himself: away, notices, sound, keys. */
export function SettingsMenu({ inbox, onHelp }: { inbox: Inbox; onHelp: () => void }) {
  const { t } = useTranslation();
  const toasts = useToasts();
  const canWrite = useCan('inbox_write');
  const [settings, change] = useSettings();
  const [away, setAway] = useAway(inbox);
  const isAway = away !== 'no';
  const { device, isBusy, isRefused, change: notify } = useDevice({ onError: toasts.failed });
  const askNotices = async (isOn: boolean) => {
    // Asked only here, by a click: nobody is surprised by the browser's question.
    const canTell = 'Notification' in window;
    const answer = !isOn ? 'granted' : canTell ? await Notification.requestPermission() : 'denied';
    if (answer === 'granted') change({ hasNotices: isOn });
    else toasts.done(t('inbox.noticesRefused'));
  };
  const toggle = (key: keyof InboxSettings, label: string, save: (isOn: boolean) => void) => (
    <Menu.Item key={key} component="div" closeMenuOnClick={false} tabIndex={-1}>
      <Switch size="xs" label={label} checked={settings[key]} onChange={(event) => save(event.currentTarget.checked)} />
    </Menu.Item>
  );
  return (
    <Menu width={280}>
      <Menu.Target>
        <ActionIcon aria-label={t('inbox.settings')}>
          {isAway ? <IconMoon size={17} /> : <IconDotsVertical size={17} />}
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {canWrite && (
          <Menu.Item
            leftSection={isAway ? <IconBell size={15} /> : <IconBellOff size={15} />}
            onClick={() => setAway(!isAway)}
          >
            {t(isAway ? 'inbox.comeBack' : 'inbox.goAway')}
          </Menu.Item>
        )}
        <Menu.Item component={Link} to="/inbox/visitors" leftSection={<IconUsers size={15} />}>
          {t('inbox.visitors.title')}
        </Menu.Item>
        <Menu.Item component={Link} to="/inbox/replies" leftSection={<IconBookmark size={15} />}>
          {t('inbox.replies.title')}
        </Menu.Item>
        {!canPush() && (
          <Menu.Item component={Link} to="/settings/profile" leftSection={<IconDeviceMobile size={15} />}>
            {t('push.title')}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconKeyboard size={15} />} onClick={onHelp}>
          {t('inbox.keys.title')}
        </Menu.Item>
        <Menu.Divider />
        {toggle('hasSound', t('inbox.sound'), (isOn) => change({ hasSound: isOn }))}
        {toggle('hasNotices', t('inbox.notices'), (isOn) => void askNotices(isOn))}
        {canPush() && (
          <Menu.Item component="div" closeMenuOnClick={false} tabIndex={-1}>
            <Switch
              size="xs"
              label={t('push.closed')}
              checked={device !== null}
              disabled={isBusy}
              description={isRefused ? t('push.refused') : undefined}
              onChange={(event) =>
                notify({ isOn: event.currentTarget.checked, hasPreviews: device?.hasPreviews ?? true })
              }
            />
          </Menu.Item>
        )}
        {toggle('enterSends', t('inbox.enterSends'), (isOn) => change({ enterSends: isOn }))}
      </Menu.Dropdown>
    </Menu>
  );
}

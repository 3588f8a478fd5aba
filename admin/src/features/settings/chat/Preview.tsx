import { SegmentedControl, Stack, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChatSettings } from '../api/chat';
import { previewServer } from './previewServer';

type Look = 'button' | 'open' | 'closed';
type Run = (call: unknown[]) => void;

/** What the visitor's bundle is lent here, in place of the tracker and the server. */
interface Bridge {
  run?: Run;
  [name: string]: unknown;
}

function hello(settings: ChatSettings, isOpen: boolean) {
  const opens = new Date();
  opens.setDate(opens.getDate() + 1);
  opens.setHours(9, 0, 0, 0);
  return {
    token: '',
    seq: 0,
    settings,
    is_open: isOpen,
    opens_at: isOpen ? null : opens.toISOString(),
    operators: [
      { id: 1, name: 'Анна', picture: null, is_online: isOpen },
      { id: 2, name: 'Max', picture: null, is_online: false },
    ],
    conversations: [],
    contact: {},
  };
}

async function startPreview(place: HTMLElement, settings: ChatSettings): Promise<Bridge> {
  const kept: Record<string, string> = {};
  const nothing = () => undefined;
  const bridge: Bridge = {
    base: `${window.location.origin}/`,
    hello: hello(settings, true),
    calls: [],
    ask: () => new Promise(() => {}),
    loadToken: nothing,
    saveToken: nothing,
    load: (key: string) => kept[key],
    save: (key: string, value: string) => {
      kept[key] = value;
    },
    emit: nothing,
    on: nothing,
    off: nothing,
    preview: { place, server: previewServer() },
  };
  const chat = (await import(/* @vite-ignore */ `${window.location.origin}/chat-live.js`)) as {
    start: (bridge: Bridge) => void;
  };
  chat.start(bridge);
  return bridge;
}

/** The visitor's own chat, as these settings make it; what is written there goes nowhere. */
export function Preview({ settings }: { settings: ChatSettings }) {
  const { t } = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  const [bridge, setBridge] = useState<Bridge>();
  const [look, setLook] = useState<Look>('button');
  const first = useRef(settings);
  useEffect(() => {
    let isGone = false;
    let started: Bridge | undefined;
    const element = place.current;
    if (!element) return;
    startPreview(element, first.current).then(
      (made) => {
        started = made;
        if (isGone) made.run?.(['end']);
        else setBridge(made);
      },
      () => undefined,
    );
    return () => {
      isGone = true;
      started?.run?.(['end']);
    };
  }, []);
  useEffect(() => {
    bridge?.run?.(['hello', hello(settings, look !== 'closed')]);
    bridge?.run?.([look === 'button' ? 'close' : 'open']);
    if (look === 'button') bridge?.run?.(['greet']);
  }, [bridge, settings, look]);
  return (
    <Stack gap="xs">
      <SegmentedControl
        aria-label={t('chat.preview.title')}
        value={look}
        onChange={(value) => setLook(value)}
        data={(['button', 'open', 'closed'] as const).map((value) => ({ value, label: t(`chat.preview.${value}`) }))}
      />
      <div
        ref={place}
        style={{
          position: 'relative',
          height: 640,
          overflow: 'hidden',
          border: '1px solid var(--line)',
          borderRadius: 12,
          background: 'light-dark(#f6f7f9, #17181c)',
        }}
      />
      <Text size="xs" c="dimmed">
        {t('chat.preview.text')}
      </Text>
    </Stack>
  );
}

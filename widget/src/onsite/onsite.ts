import { attempt } from '../chat/safe';
import type { Bridge, Hello } from '../chat/types';
import { connectLine } from './line';
import { Messages } from './messages';
import { Onsite } from './site';
import type { Calls } from './types';

/** The visitor, or his browser, said no to us: the same words as the tracker's. */
const isRefused = ({ load }: Bridge): boolean => !!load('otklik_optout') || load('otklik_consent') === '0';

/** Puts what the workspace says on its site to work. `bridge`: what the tracker lends; begun before the chat, so as to hear of it. */
export const start = (bridge: Bridge): void => {
  const { hello } = bridge;
  if (!hello) return;
  if (hello.token !== bridge.loadToken()) bridge.saveToken(hello.token);
  const onsite = new Onsite(bridge);
  const messages = new Messages(bridge, onsite.outbox);
  const ends: (() => void)[] = [];
  const line = hello.settings ? undefined : connectLine(bridge, onsite);
  bridge.known = () => onsite.known();
  bridge.hear = (news) => {
    onsite.hear(news);
    return messages.hear(news);
  };
  bridge.join = (server) => messages.join(server);
  const { ask } = bridge;
  const greet = (hello: Hello): Hello => {
    messages.greet(hello);
    onsite.greet(hello);
    return hello;
  };
  bridge.ask = async () => {
    const hello = await ask();
    return hello && greet(hello);
  };
  greet(hello);

  const follow = (topic: string, listener: (...args: never[]) => void): void => {
    bridge.on(topic, listener);
    ends.push(() => bridge.off(topic, listener));
  };
  const heard = new AbortController();
  const listen = (target: EventTarget, types: string, listener: (event: Event) => void): void => {
    for (const type of types.split(' ')) {
      target.addEventListener(type, (event) => attempt(() => listener(event)), { signal: heard.signal });
    }
  };
  const end = (): void => {
    heard.abort();
    for (const each of ends) each();
    line?.stop();
    onsite.stop();
    bridge.ask = ask;
    for (const name of ['known', 'hear', 'join'] as const) delete bridge[name];
  };
  follow('page', (_name: unknown, _properties: unknown, item: { messageId?: string }) => {
    onsite.viewed(item.messageId);
    line?.moved();
  });
  follow('track', (event: unknown, properties: { name?: unknown }) => {
    if (event === '$trigger_fired') onsite.watch.call(String(properties?.name));
  });
  follow('id', (id: string) => {
    // Signed out, or another person: he is met anew, by the chat where there is one.
    if (id) return;
    onsite.leave();
    setTimeout(() => (isRefused(bridge) ? end() : line?.renew()));
  });
  follow('messenger_opened', () => onsite.setChat(true));
  follow('messenger_closed', () => onsite.setChat(false));
  listen(document, 'visibilitychange', () => onsite.look());
  listen(window, 'online pageshow', () => {
    onsite.outbox.retry();
    onsite.look();
  });
  // Who types in the page is not to be disturbed.
  addEventListener('input', () => onsite.typed(), { capture: true, passive: true, signal: heard.signal });
  for (const table of [bridge.commands, window.otklik] as (Partial<Calls> | undefined)[]) {
    if (table) table.popup = (id) => onsite.ask(id);
  }
  bridge.begin?.();
};

import { makeHost } from './host';
import { makeLoader } from './loading';
import { Messenger } from './messenger';
import { attempt } from './safe';
import { connectTo } from './server';
import { become, begin, renew, wake } from './session';
import type { Bridge, Call, Hello } from './types';
import { App } from './ui/App';
import { draw } from './view/draw';
import { jsx } from './view/jsx-runtime';

type End = () => void;

/** Puts the chat on the page. `bridge`: what the tracker lends it; nothing of ours is global. */
export const start = (bridge: Bridge): void => {
  const { hello, preview } = bridge;
  if (!hello) return;
  const host = makeHost(preview?.place);
  const ends: End[] = [];
  const end = (): void => {
    delete bridge.run;
    messenger.stop();
    for (const each of ends) attempt(each);
    host.remove();
  };
  // A file of another build (one of the two was cached): all anew, of that build.
  const startAnew = (build: string): void => {
    if (!bridge.run) return;
    end();
    bridge.calls.push(['open']);
    void import(/* @vite-ignore */ `${bridge.base}chat-live.js?${build}`).then((chat) => chat.start(bridge));
  };
  const loader = makeLoader(
    bridge.base,
    () => messenger.language,
    ({ build, css }) => {
      if (build !== __BUILD__) {
        startAnew(build);
        throw new Error(build);
      }
      host.dress(css);
    },
  );
  const server = preview?.server ?? connectTo(bridge, () => messenger.token);
  const messenger: Messenger = new Messenger(bridge, server, hello, loader);
  bridge.join?.(server);
  ends.push(draw(host.root, () => jsx(App, { messenger, host })));
  bridge.run = (call) => attempt(() => carryOut(messenger, call, end));
  if (!preview) {
    begin(messenger);
    followPage(messenger, ends);
    followIdentity(bridge, messenger, ends, end);
  }
  for (const call of bridge.calls.splice(0)) bridge.run(call);
};

const carryOut = (messenger: Messenger, [name, given]: Call, end: End): void => {
  if (name === 'open') messenger.open(typeof given === 'number' ? given : undefined);
  else if (name === 'close') messenger.close();
  else if (name === 'toggle') messenger.toggle();
  else if (name === 'hello') messenger.learn(given as Partial<Hello>);
  else if (name === 'greet') messenger.greet();
  else if (name === 'end') end();
};

/** The visitor, or his browser, said no to us: the same words as the tracker's. */
const isRefused = ({ load }: Bridge): boolean => !!load('otklik_optout') || load('otklik_consent') === '0';

/** Follows who the visitor is: a proof opens his history, signing out closes it. */
const followIdentity = (bridge: Bridge, messenger: Messenger, ends: End[], end: End): void => {
  let isLeaving = false;
  const follow = (topic: string, listener: (...args: never[]) => void): void => {
    bridge.on(topic, listener);
    ends.push(() => bridge.off(topic, listener));
  };
  follow('id', (id: string) => {
    if (id || isLeaving) return;
    isLeaving = true;
    // The page may sign in the next one in the same breath: his proof goes along.
    setTimeout(() => {
      isLeaving = false;
      if (isRefused(bridge)) end();
      else become(messenger).catch(() => {});
    });
  });
  follow('identify', (_id: unknown, _traits: unknown, item: { context?: { auth?: unknown } }) => {
    if (item.context?.auth && !isLeaving) renew(messenger).catch(() => {});
  });
  follow('page', () => messenger.moved());
};

const followPage = (messenger: Messenger, ends: End[]): void => {
  const stop = new AbortController();
  ends.push(() => stop.abort());
  const follow = (target: EventTarget, types: string, listener: (event: Event) => void): void => {
    for (const type of types.split(' ')) target.addEventListener(type, listener, stop);
  };
  follow(window, 'online focus', () => wake(messenger));
  follow(document, 'visibilitychange', () => (document.hidden ? messenger.tell() : wake(messenger)));
  // An open socket would keep the page out of the back-forward cache.
  follow(window, 'pagehide', () => messenger.link.stop());
  follow(window, 'pageshow', (event) => (event as PageTransitionEvent).persisted && wake(messenger));
};

import { attempt, randomKey, stringify } from './safe';
import type { Bridge, Call, Hello } from './types';

type Listener = (...args: never[]) => void;

/** The tracker's words for these; it makes a device's id, the chat's own word for the device stays with it. */
const DEVICE = 'otklik_id';
const TOKEN = 'otklik_chat';
const LONGEST_MS = 600_000;

/** What the tracker's table of calls is to us: our calls are added, `auth`'s last one lies in it. */
type Commands = Record<string, (...args: unknown[]) => void> & { proof?: [user_id: unknown, hash: unknown] };

/** A proof is a hash of the id, or a JSON web token that names it. */
const proofOf = ({ proof }: Commands, user: string | undefined): Record<string, unknown> | undefined => {
  const [id, hash] = proof ?? [];
  if (id == null || String(id) !== user || !hash) return undefined;
  return { user_id: String(id), [String(hash).includes('.') ? 'jwt' : 'hash']: String(hash) };
};

/** Asks the server whether there is a chat, and brings it: a workspace without one costs its visitors no more than this file. */
export const start = (
  key: string,
  load: (key: string) => string | undefined,
  save: (key: string, value: string) => void,
  emit: (topic: string, ...args: unknown[]) => void,
  commands: Commands,
  begin: () => void,
): void => {
  const { on, off } = window.otklik as unknown as Record<'on' | 'off', (topic: string, listener: Listener) => void>;
  const base = new URL('.', import.meta.url).href;
  // Of another device (somebody signed out) a token is none.
  const loadToken = (): string | undefined => {
    const [id, token] = load(TOKEN)?.split(' ') ?? [];
    return id === load(DEVICE) ? token : undefined;
  };
  const hello = async (): Promise<Hello | undefined> => {
    // Right after somebody signed out; the tracker takes up what it finds.
    if (!load(DEVICE)) save(DEVICE, randomKey());
    const answer = await fetch(`${base}chat/hello`, {
      method: 'POST',
      body: stringify({
        write_key: key,
        anonymous_id: load(DEVICE),
        token: loadToken(),
        user: proofOf(commands, load('otklik_user')),
        page: { url: location.href, title: document.title },
        language: navigator.language,
      }),
    });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.status === 204 ? undefined : ((await answer.json()) as Hello);
  };
  const bridge: Bridge = {
    base,
    calls: [],
    ask: hello,
    loadToken,
    saveToken: (token) => save(TOKEN, token && `${load(DEVICE)} ${token}`),
    load,
    save,
    emit,
    on,
    off,
    commands,
    begin,
  };

  const bringFile = <File = typeof import('./chat')>(name: string): Promise<File> =>
    import(/* @vite-ignore */ `${base}${name}.js`);

  let failures = 0;
  let isAsking = false;
  const bring = async (): Promise<void> => {
    if (bridge.run || isAsking) return;
    isAsking = true;
    try {
      const answer = await hello();
      if (!answer) return;
      bridge.hello = answer;
      // What is said beside the chat begins first, to hear of all that the chat does. Where it does not come (a blocker), the chat does.
      const [onsite, chat, back] = await Promise.all([
        answer.site && bringFile('onsite').catch(() => undefined),
        answer.settings && bringFile('chat-live'),
        // By the link of a letter.
        /^#otklik-t/.test(location.hash) ? bringFile<typeof import('../back')>('chat-back') : undefined,
      ]);
      onsite?.start(bridge);
      chat?.start(bridge);
      back?.start(bridge, chat);
    } catch {
      isAsking = false;
      setTimeout(bring, Math.min(LONGEST_MS, 5000 * 2 ** failures++) * (1 + Math.random()));
    }
  };
  for (const name of ['open', 'close', 'toggle']) {
    const call = (...args: unknown[]): void => {
      if (bridge.run) bridge.run([name, ...args] as Call);
      else bridge.calls = [...bridge.calls, [name, ...args] as Call].slice(-9);
    };
    commands[name] = call;
    (window.otklik as unknown as Record<string, unknown>)[name] = call;
  }
  attempt(() => addEventListener('online', () => void bring()));
  void bring();
  begin();
};

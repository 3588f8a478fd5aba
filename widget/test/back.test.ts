import { beforeEach, expect, test, vi } from 'vitest';
import { start } from '../src/back';
import type { Bridge, Hello } from '../src/chat/types';

const asked: { path: string; token: string | null; body: Record<string, unknown> }[] = [];
let answers: object[] = [];
let root: ShadowRoot | undefined;

const helloOf = (...ids: number[]): Hello =>
  ({
    token: 'first',
    settings: { language: 'en', color: '#2f6fed' },
    conversations: ids.map((id) => ({ id })),
  }) as never;

/** A page that is reached by the link, with a chat that knows these conversations. */
const arrive = async (...ids: number[]) => {
  history.replaceState(null, '', '/tea?x=1#otklik-talk=k1-abc');
  const runs: unknown[][] = [];
  const begun: Bridge[] = [];
  const bridge = {
    base: 'https://o.example/',
    hello: helloOf(...ids),
    loadToken: () => 'kept',
    run: (call: unknown[]) => runs.push(call),
    ask: async () => helloOf(...ids, 5),
  } as unknown as Bridge;
  await start(bridge, { start: (given: Bridge) => begun.push(given) });
  return { bridge, runs, begun };
};

const said = (): string | null | undefined => root?.querySelector('p')?.textContent;
const press = (name: string): void => {
  for (const each of root?.querySelectorAll('button') ?? []) if (each.textContent === name) each.click();
};

/** Closed to the page; a test looks in. */
const attach = Element.prototype.attachShadow;
vi.spyOn(Element.prototype, 'attachShadow').mockImplementation(function (this: Element) {
  root = attach.call(this, { mode: 'open' });
  return root;
});

beforeEach(() => {
  asked.length = 0;
  root = undefined;
  HTMLDialogElement.prototype.show ??= () => {};
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    asked.push({ path, token: new Headers(init.headers).get('Authorization'), body: JSON.parse(String(init.body)) });
    return new Response(JSON.stringify(answers.shift()));
  });
});

test('his own browser opens the conversation at once, and the address keeps nothing', async () => {
  answers = [{ state: 'open', conversation_id: 4 }];
  const { runs, begun } = await arrive(4);
  expect(location.href).toMatch(/\/tea\?x=1$/);
  expect(asked).toEqual([{ path: 'https://o.example/chat/enter', token: 'Bearer kept', body: { ticket: 'k1-abc' } }]);
  await vi.waitFor(() => expect(runs).toEqual([['open', 4]]));
  expect(begun).toEqual([]);
  expect(root).toBeUndefined();
});

test('another one asks first, and the chat begins anew with what is open now', async () => {
  answers = [{ state: 'ask' }, { state: 'open', conversation_id: 5 }];
  const { bridge, runs, begun } = await arrive(4);
  expect(said()).toContain('in this browser?');
  expect(asked).toHaveLength(1);
  press('Show');
  await vi.waitFor(() => expect(runs).toEqual([['end'], ['open', 5]]));
  expect(asked[1]?.body).toEqual({ ticket: 'k1-abc', asked: true });
  expect(begun).toEqual([bridge]);
});

test('a link that is taken or over brings a new one to its owner', async () => {
  answers = [{ state: 'taken' }, { state: 'sent' }];
  const { runs } = await arrive();
  expect(said()).toBe('This link has been used in another browser.');
  press('Send me a new one');
  await vi.waitFor(() => expect(said()).toContain('on its way'));
  expect(asked[1]?.body).toEqual({ ticket: 'k1-abc', anew: true });
  press('Close');
  expect(document.querySelector('otklik-back')).toBeNull();
  expect(runs).toEqual([]);
});

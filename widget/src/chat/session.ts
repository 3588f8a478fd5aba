import type { Messenger } from './messenger';
import { listOf, takeHello, takePage, unreadIn } from './state';

const GREETING_MS = 2500;

/** The page has the chat: what is known is shown, what was left is sent, the line is drawn. */
export const begin = (chat: Messenger): void => {
  chat.state = takeHello(chat.hello);
  keepToken(chat);
  chat.outbox.restore(Date.now());
  chat.newThread = chat.outbox.all.find((draft) => !draft.conversation_id)?.thread ?? chat.newThread;
  settleIn(chat);
  chat.link.start();
  setTimeout(() => chat.greet(), GREETING_MS);
};

/** The page is seen again: after sleep, out of the back-forward cache, online. */
export const wake = (chat: Messenger): void => {
  const kept = chat.bridge.loadToken();
  // Another tab signed somebody in or out.
  if (kept && kept !== chat.token) {
    chat.token = kept;
    chat.refresh();
  }
  chat.link.start();
  chat.link.wake();
  chat.sender.retry();
  chat.see();
  chat.tell();
};

/** Another person, or nobody, is at the device. */
export const become = (chat: Messenger): Promise<void> => {
  chat.outbox.clear();
  chat.token = '';
  chat.bridge.saveToken('');
  chat.view = 'list';
  return renew(chat);
};

const renewing = new WeakMap<Messenger, Promise<void>>();

/** A snapshot; who asks while one is under way waits for the same. */
export const renew = (chat: Messenger): Promise<void> => {
  const pending = renewing.get(chat) ?? readAnew(chat).finally(() => renewing.delete(chat));
  renewing.set(chat, pending);
  return pending;
};

/** The conversation that is looked at is read before the snapshot takes the place of what was shown. */
const readAnew = async (chat: Messenger): Promise<void> => {
  const before = chat.token;
  const hello = await chat.server.hello();
  if (!hello) {
    chat.stop();
    return;
  }
  chat.hello = hello;
  chat.asked = Date.now();
  chat.token = hello.token;
  keepToken(chat);
  let state = takeHello(hello);
  const { view } = chat;
  if (typeof view === 'number') {
    if (!state.conversations.has(view)) chat.view = 'list';
    else state = takePage(state, view, await chat.server.read(view));
  }
  chat.state = state;
  if (before !== chat.token) chat.link.reconnect();
  settleIn(chat);
  chat.tell();
};

const keepToken = ({ bridge, token }: Messenger): void => {
  if (token !== bridge.loadToken()) bridge.saveToken(token);
};

const settleIn = (chat: Messenger): void => {
  clearTimeout(chat.opening);
  const { is_open, opens_at } = chat.hello;
  const wait = opens_at && !is_open ? Date.parse(opens_at) - Date.now() : 0;
  // Browsers count no further than 24 days.
  if (wait > 0 && wait < 2 ** 31) chat.opening = setTimeout(() => chat.refresh(), wait + 1000);
  // What waits is shown beside the button and counted: its text is needed.
  for (const each of listOf(chat.state)) {
    if (each.answer_part > each.visitor_read && !unreadIn(chat.state, each)[0]) void chat.readHistory(each.id);
  }
  chat.sender.flush();
};

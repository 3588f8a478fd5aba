import type { Messenger } from './messenger';
import { hasGap, takeChanges } from './state';
import type { Changes, Part, Sign } from './types';

const RANG = 'otklik_rang';
const TYPING_SHOWN_MS = 6000;

/** Changes have come. */
export const hear = (chat: Messenger, changes: Changes): void => {
  const before = chat.state;
  chat.state = takeChanges(before, changes);
  if (hasGap(before, changes)) chat.link.resume();
  for (const part of changes.parts) {
    if (part.client_key) chat.settle(part.client_key, part.conversation_id);
    if (!before.parts.has(part.id)) arrive(chat, part);
  }
  chat.see();
  chat.tell();
};

const arrive = (chat: Messenger, { id, conversation_id, author, body, data, deleted_at }: Part): void => {
  const { bridge, settings, state } = chat;
  const mark = state.conversations.get(conversation_id)?.visitor_read ?? 0;
  if (author.kind === 'visitor' || deleted_at || id <= mark) return;
  calm(chat, conversation_id);
  chat.news = `${author.name ?? ''}: ${body || data.files?.map((file) => file.name).join(', ')}`;
  // Of several tabs one rings.
  if (!settings.has_sound || chat.isLookedAt(conversation_id) || Number(bridge.load(RANG)) >= id) return;
  bridge.save(RANG, String(id));
  void chat.loader.bring('more').then(
    (more) => more.beep(),
    () => {},
  );
};

/** Somebody is typing, comes or goes. */
export const notice = (chat: Messenger, { kind, who, name, conversation_id: id }: Sign): void => {
  if (kind === 'typing' && id) {
    calm(chat, id);
    chat.typing[id] = { name, timer: setTimeout(() => calm(chat, id), TYPING_SHOWN_MS) };
  } else {
    const operator = chat.hello.operators.find((each) => who === `operator:${each.id}`);
    if (operator) operator.is_online = kind === 'online';
  }
  chat.tell();
};

const calm = (chat: Messenger, id: number): void => {
  clearTimeout(chat.typing[id]?.timer);
  delete chat.typing[id];
  chat.tell();
};

import type { Messenger } from '../messenger';

const TYPING_EVERY_MS = 2000;
let typedAt = 0;

/** The visitor is typing: the team sees it, and the text where the workspace wants it. */
export const tellTyping = ({ view, settings, link, server }: Messenger, written: string): void => {
  if (!(Number(view) > 0) || !written || Date.now() - typedAt < TYPING_EVERY_MS) return;
  typedAt = Date.now();
  const body = { conversation_id: view, text: settings.shows_typing_text ? written : undefined };
  if (!link.say({ type: 'typing', ...body })) server.ask('typing', body).catch(() => {});
};

/** Is the visitor to be asked where to answer? */
export const asksContact = ({ settings: { ask_contact }, hello: { contact, is_open } }: Messenger): boolean =>
  !contact.email && !contact.phone && (is_open ? ask_contact === 'always' : ask_contact !== 'never');

import type { Messenger } from '../messenger';
import { useChat } from '../shared';
import { type Texts, texts } from './texts';
import { Uploads } from './uploads';

interface Room {
  chat: Messenger;
  texts: Texts;
  uploads: Uploads;
}

/** What is written lives with the messenger: it survives closing the panel. */
const uploadsOf = (chat: Messenger): Uploads => (chat.uploads ??= new Uploads(chat));

export const useRoom = (): Room => {
  const chat = useChat();
  return { chat, texts: texts[chat.language], uploads: uploadsOf(chat) };
};

import type { Messenger } from '../messenger';
import { texts } from './texts';
import { attach } from './uploads';

/** Files are held above the chat, leave it, or fall. */
export const drag = (chat: Messenger, event: DragEvent, setOver: (isOver: boolean) => void): void => {
  const { type, currentTarget, relatedTarget, dataTransfer } = event;
  if (type === 'dragleave') {
    if (!(currentTarget as Element).contains(relatedTarget as Element | null)) setOver(false);
    return;
  }
  const can = chat.view !== 'list' && !!dataTransfer?.types.includes('Files');
  setOver(can && type === 'dragover');
  if (can) event.preventDefault();
  if (can && type === 'drop') attach(chat, [...dataTransfer!.files]);
};

/** Lies over the chat while files are held above it. */
export const Drop = () => <div class="drop">{texts.drop}</div>;

import type { Messenger } from '../messenger';
import { useEffect, useState } from '../view/draw';

let current: Messenger;

/** Whose chat is being drawn, from its top. */
export const provide = (messenger: Messenger): void => {
  current = messenger;
};

export const useChat = (): Messenger => current;

export const useMedia = (query: string): boolean => {
  const [isMatched, set] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    list.onchange = () => set(list.matches);
    // Kept by the closure: a list that nobody holds may be swept away with its listener.
    return () => {
      list.onchange = null;
    };
  }, []);
  return isMatched;
};

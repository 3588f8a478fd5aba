import { createContext } from 'preact';
import { useContext, useEffect, useReducer, useState } from 'preact/hooks';
import type { Messenger } from '../messenger';

export const Chat = createContext<Messenger>(undefined as never);

export const useChat = (): Messenger => useContext(Chat);

/** Draws anew whenever the messenger tells. */
export const useNews = (messenger: Messenger): void => {
  const [, draw] = useReducer<number, void>((n) => n + 1, 0);
  useEffect(() => messenger.subscribe(draw), [messenger]);
};

export const useMedia = (query: string): boolean => {
  const [isMatched, set] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const onChange = (): void => set(list.matches);
    list.addEventListener('change', onChange);
    return () => list.removeEventListener('change', onChange);
  }, [query]);
  return isMatched;
};

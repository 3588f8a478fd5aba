import { useChat, useEffect, useRef } from '../borrowed';

/** So near the end, what comes new is scrolled to. */
const NEAR_PX = 120;
/** So near the beginning, older messages are fetched. */
const EARLY_PX = 200;

/** Stays at the end while it is there, and at its place when older messages come in above. `first`: the oldest shown. */
export const useScroll = (id: number, first: number | undefined, count: number) => {
  const chat = useChat();
  const box = useRef<HTMLDivElement | null>(null);
  const { current: kept } = useRef({ isAtEnd: true, height: 0, first });
  const toEnd = (): void => {
    const element = box.current!;
    kept.height = element.scrollHeight;
    if (kept.isAtEnd) element.scrollTop = kept.height;
  };
  useEffect(() => {
    kept.isAtEnd = true;
  }, [id]);
  useEffect(() => {
    const element = box.current!;
    if (!kept.isAtEnd && first! < kept.first!) element.scrollTop += element.scrollHeight - kept.height;
    toEnd();
    kept.first = first;
  }, [id, first, count]);
  // Pictures, forms and the keyboard change heights later.
  useEffect(() => {
    const watch = new ResizeObserver(toEnd);
    watch.observe(box.current!);
    watch.observe(box.current!.firstElementChild!);
    return () => watch.disconnect();
  }, [id]);
  const onScroll = (): void => {
    const { scrollHeight, scrollTop, clientHeight } = box.current!;
    // What has grown since was not scrolled by anybody.
    if (scrollHeight === kept.height) kept.isAtEnd = scrollHeight - scrollTop - clientHeight < NEAR_PX;
    if (scrollTop < EARLY_PX && chat.state.read.get(id) && chat.loading[id] === undefined) {
      void chat.readHistory(id, true);
    }
  };
  return { box, onScroll };
};

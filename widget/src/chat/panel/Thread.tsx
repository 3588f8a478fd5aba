import type { Draft } from '../outbox';
import { Fragment, partsOf, useChat, useEffect, useLayoutEffect, useRef, useState } from '../shared';
import type { File } from '../types';
import { Contact } from './Contact';
import { dayName } from './format';
import { Content, Message } from './Message';
import { Rating } from './Rating';
import { useRoom } from './room';
import { asksContact } from './telling';

/** So near the end, what comes new is scrolled to. */
const NEAR_PX = 120;
/** So near the beginning, older messages are fetched. */
const EARLY_PX = 200;

/** The messages of a conversation, those on their way, and what is asked between. */
export const Thread = ({ onView }: { onView: (file: File) => void }) => {
  const { chat, texts } = useRoom();
  const { state, language, drafts } = chat;
  const id = typeof chat.view === 'number' ? chat.view : 0;
  const parts = partsOf(state, id);
  const row = state.conversations.get(id);
  const own = parts.filter((part) => part.author.kind === 'visitor');
  const lastOwn = own[own.length - 1];
  const isEmpty = !parts[0] && !drafts[0];
  const { box, onScroll } = useScroll(id, parts[0]?.id, parts.length + drafts.length + (chat.typing[id] ? 1 : 0));
  const typist = chat.typing[id];
  const greeting = chat.told('greeting');
  return (
    <div
      class="scroll"
      ref={box}
      onScroll={onScroll}
      tabIndex={0}
      role="region"
      aria-label={chat.told('title') || texts.title}
    >
      {id > 0 && <Older id={id} />}
      {isEmpty && (greeting || chat.hello.is_open) && <p class="said">{greeting || texts.welcome}</p>}
      {isEmpty && !chat.hello.is_open && <p class="said">{chat.told('offline_text') || texts.offline}</p>}
      <ol>
        {parts.map((part, n) => {
          const before = parts[n - 1];
          const day = dayName(part.at, language, texts);
          const isDay = !before || dayName(before.at, language, texts) !== day;
          const isFirst = isDay || before.author.kind !== part.author.kind || before.author.id !== part.author.id;
          const mark = part === lastOwn ? (row && row.operators_read >= part.id ? texts.seen : texts.sent) : undefined;
          return (
            <Fragment key={part.id}>
              {isDay && <li class="day">{day}</li>}
              <Message part={part} isFirst={isFirst} mark={mark} onView={onView} />
            </Fragment>
          );
        })}
        {drafts.map((draft) => (
          <Pending key={draft.client_key} draft={draft} onView={onView} />
        ))}
      </ol>
      <p class="typing" aria-live="polite">
        {typist && (
          <>
            {typist.name || texts.team} {texts.typing}
            <i />
            <i />
            <i />
          </>
        )}
      </p>
      {row?.status === 'closed' && <p class="said">{texts.closed}</p>}
      {row?.status === 'closed' && row.answer_part > 0 && <Rating key={id} conversation={row} />}
      {asksContact(chat) && (lastOwn || drafts[0] || !chat.hello.is_open) && <Contact />}
    </div>
  );
};

const Older = ({ id }: { id: number }) => {
  const { chat, texts } = useRoom();
  const loading = chat.loading[id];
  const isKnown = chat.state.read.has(id);
  if (loading) return <p class="said spin" role="status" aria-label={texts.connecting} />;
  if (loading === false) {
    return (
      <p class="said">
        {texts.loadFailed}{' '}
        <button type="button" class="link" onClick={() => void chat.readHistory(id, isKnown)}>
          {texts.again}
        </button>
      </p>
    );
  }
  if (!chat.state.read.get(id)) return null;
  return (
    <button type="button" class="link older" onClick={() => void chat.readHistory(id, true)}>
      {texts.older}
    </button>
  );
};

const Pending = ({ draft, onView }: { draft: Draft; onView: (file: File) => void }) => {
  const { chat, texts } = useRoom();
  const { sender } = chat;
  const isFailed = sender.isFailed(draft);
  return (
    <li class="message" data-own="true" data-pending={!isFailed} data-failed={isFailed}>
      <div class="column">
        <Content body={draft.body} files={draft.files} onView={onView} />
        <small class="mark" role="status">
          {isFailed ? texts.failed : texts.sending}
          {isFailed && (
            <>
              {' · '}
              <button type="button" class="link" onClick={() => sender.sendAgain(draft)}>
                {texts.again}
              </button>{' '}
              <button type="button" class="link" onClick={() => chat.discard(draft)}>
                {texts.discard}
              </button>
            </>
          )}
        </small>
      </div>
    </li>
  );
};

/** Stays at the end while it is there, and at its place when older messages come in above. */
const useScroll = (id: number, first: number | undefined, count: number) => {
  const chat = useChat();
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const height = useRef(0);
  const [shown, setShown] = useState(first);
  useLayoutEffect(() => {
    isAtEnd.current = true;
  }, [id]);
  useLayoutEffect(() => {
    const element = box.current!;
    if (isAtEnd.current) element.scrollTop = element.scrollHeight;
    else if (shown !== undefined && first !== undefined && first < shown) {
      element.scrollTop += element.scrollHeight - height.current;
    }
    height.current = element.scrollHeight;
    setShown(first);
  }, [id, first, count]);
  // Pictures and the keyboard change heights later.
  useEffect(() => {
    if (typeof ResizeObserver !== 'function') return;
    const element = box.current!;
    const watch = new ResizeObserver(() => {
      if (isAtEnd.current) element.scrollTop = element.scrollHeight;
    });
    watch.observe(element);
    for (const child of element.children) watch.observe(child);
    return () => watch.disconnect();
  }, [id]);
  const onScroll = (): void => {
    const element = box.current!;
    isAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
    height.current = element.scrollHeight;
    if (element.scrollTop < EARLY_PX && chat.state.read.get(id) && chat.loading[id] === undefined) {
      void chat.readHistory(id, true);
    }
  };
  return { box, onScroll };
};

import { CloseIcon, Faces, useEffect, useRef, useState } from '../shared';
import type { File } from '../types';
import { Composer } from './Composer';
import { opening } from './format';
import { BackIcon } from './icons';
import { List } from './List';
import { useRoom } from './room';
import { Thread } from './Thread';
import { Viewer } from './Viewer';

interface PanelProps {
  /** It covers the screen: the focus stays inside. */
  isFull: boolean;
}

/** The open chat. Files may be dropped anywhere on it. */
export const Panel = ({ isFull }: PanelProps) => {
  const { chat, texts, uploads } = useRoom();
  const { view, settings } = chat;
  const panel = useRef<HTMLDivElement>(null);
  const [isOver, setOver] = useState(false);
  const [viewed, setViewed] = useState<File>();
  useScreen(panel, isFull);
  useEffect(() => {
    // What is written in takes the focus itself, but not on a touch screen, where a keyboard would come.
    const { current } = panel;
    if (!current?.contains((current.getRootNode() as ShadowRoot).activeElement))
      current?.focus({ preventScroll: true });
  }, []);
  const canDrop = (event: DragEvent): boolean => view !== 'list' && !!event.dataTransfer?.types.includes('Files');
  return (
    <div
      ref={panel}
      class="panel"
      role="dialog"
      aria-modal={isFull}
      aria-label={chat.told('title') || texts.title}
      tabIndex={-1}
      onKeyDown={(event) => isFull && keepFocus(event, panel.current!)}
      onDragOver={(event) => {
        if (!canDrop(event)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!panel.current!.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={(event) => {
        setOver(false);
        if (!canDrop(event)) return;
        event.preventDefault();
        uploads.add(chat.thread, event.dataTransfer!.files, settings.max_file_bytes);
      }}
    >
      <Header />
      {!chat.isUp && (
        <p class="line-down" role="status">
          {texts.connecting}
        </p>
      )}
      {view === 'list' ? (
        <List />
      ) : (
        <>
          <Thread onView={setViewed} />
          <Composer />
        </>
      )}
      <p class="sr" aria-live="polite">
        {chat.news}
      </p>
      {viewed && <Viewer file={viewed} onClose={() => setViewed(undefined)} />}
      {isOver && <div class="drop">{texts.drop}</div>}
    </div>
  );
};

const Header = () => {
  const { chat, texts } = useRoom();
  const { view, hello, language, state } = chat;
  const opens = hello.opens_at && `${texts.answers} ${opening(hello.opens_at, language, texts)}`;
  const hasList = view !== 'list' && state.conversations.size > 0;
  return (
    <header>
      {hasList && (
        <button type="button" class="quiet" aria-label={texts.back} onClick={() => chat.show('list')}>
          <BackIcon />
        </button>
      )}
      <span class="grow">
        <h2>{chat.told('title') || texts.title}</h2>
        <small>{hello.is_open ? texts.isOpen : opens || texts.isClosed}</small>
      </span>
      <Faces />
      <button type="button" class="quiet" aria-label={texts.close} onClick={() => chat.close()}>
        <CloseIcon />
      </button>
    </header>
  );
};

const FOCUSABLE = 'button:not(:disabled),a[href],textarea,input:not([hidden])';

/** Tab goes round inside. */
const keepFocus = (event: KeyboardEvent, panel: HTMLElement): void => {
  if (event.key !== 'Tab') return;
  const all = [...panel.querySelectorAll<HTMLElement>(FOCUSABLE)];
  const [first, last] = [all[0], all[all.length - 1]];
  const { activeElement } = panel.getRootNode() as ShadowRoot;
  const isAtEdge = event.shiftKey ? activeElement === first || activeElement === panel : activeElement === last;
  if (!isAtEdge) return;
  event.preventDefault();
  (event.shiftKey ? last : first)?.focus();
};

/** A keyboard on the screen takes its lower part away: the chat fits into what is left of it. */
const useScreen = (panel: { current: HTMLElement | null }, isFull: boolean): void => {
  useEffect(() => {
    const { visualViewport: screen } = window;
    const element = panel.current;
    if (!isFull || !screen || !element) return;
    const fit = (): void => {
      element.style.height = `${screen.height}px`;
      element.style.top = `${screen.offsetTop}px`;
    };
    fit();
    screen.addEventListener('resize', fit);
    screen.addEventListener('scroll', fit);
    return () => {
      screen.removeEventListener('resize', fit);
      screen.removeEventListener('scroll', fit);
      element.style.height = element.style.top = '';
    };
  }, [isFull]);
};

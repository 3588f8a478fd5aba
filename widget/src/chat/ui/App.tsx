import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type Host, NARROW } from '../host';
import { loadPanel } from '../loading';
import type { Messenger } from '../messenger';
import type { PanelFile } from '../panel/main';
import { Chat, useMedia, useNews } from './context';
import { Bubble, Launcher } from './Launcher';

interface AppProps {
  messenger: Messenger;
  host: Host;
  /** The panel came of another build than this file (one of the two was cached): all anew, of that build. */
  onOther: (build: string) => void;
}

/** The whole of it: the button, what it says, and the open chat. */
export const App = ({ messenger, host, onOther }: AppProps) => {
  useNews(messenger);
  const launcher = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(false);
  const { isOpen, bridge } = messenger;
  const isNarrow = useMedia(NARROW);
  const isFull = isOpen && isNarrow && !bridge.preview;
  const panel = usePanel(messenger, host, onOther);
  useLayoutEffect(() => host.paint(messenger.settings), [messenger.hello, isOpen]);
  useEffect(() => host.cover(isFull && !!panel), [isFull, panel]);
  useEffect(() => {
    // Whoever closes goes on where he began.
    if (wasOpen.current && !isOpen) launcher.current?.focus({ preventScroll: true });
    wasOpen.current = isOpen;
  }, [isOpen]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    messenger.close();
  };
  return (
    <Chat.Provider value={messenger}>
      <div class="chat" lang={messenger.language} onKeyDown={onKeyDown}>
        <Bubble />
        {isOpen && panel && <panel.Panel isFull={isFull} />}
        {!(isFull && panel) && (
          <Launcher
            buttonRef={launcher}
            isBusy={isOpen && !panel}
            onNear={() => void loadPanel(bridge.base).catch(() => {})}
          />
        )}
      </div>
    </Chat.Provider>
  );
};

/** The panel's file, as soon as the chat is open and it has come; a chat that cannot open closes. */
const usePanel = (messenger: Messenger, host: Host, onOther: AppProps['onOther']): PanelFile | undefined => {
  const [panel, setPanel] = useState<PanelFile>();
  const { isOpen, bridge } = messenger;
  useEffect(() => {
    if (!isOpen || panel) return;
    loadPanel(bridge.base).then(
      (file) => {
        if (file.build !== __BUILD__) return onOther(file.build);
        host.dress(file.css);
        setPanel(file);
      },
      () => messenger.close(),
    );
  }, [isOpen]);
  return panel;
};

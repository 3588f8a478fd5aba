import { type Host, NARROW } from '../host';
import type { Messenger } from '../messenger';
import { useEffect, useRef } from '../view/draw';
import { provide, useMedia } from './context';
import { Bubble, Launcher } from './Launcher';

interface AppProps {
  messenger: Messenger;
  host: Host;
}

/** The whole of it: the button, what it says, and the open chat. */
export const App = ({ messenger, host }: AppProps) => {
  provide(messenger);
  const launcher = useRef<HTMLButtonElement | null>(null);
  const wasOpen = useRef(false);
  const { isOpen, bridge, loader } = messenger;
  const isNarrow = useMedia(NARROW);
  const panel = isOpen && messenger.want('panel');
  const isFull = !!panel && isNarrow && !bridge.preview;
  useEffect(() => host.paint(messenger.settings), [messenger.hello, isOpen]);
  useEffect(() => (isFull ? host.cover() : undefined), [isFull]);
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
    <div class="chat" lang={messenger.language} onkeydown={onKeyDown}>
      <Bubble />
      {panel && <panel.Panel isFull={isFull} />}
      {!isFull && (
        <Launcher
          buttonRef={launcher}
          isBusy={isOpen && !panel}
          onNear={() => void loader.bring('panel').catch(() => {})}
        />
      )}
    </div>
  );
};

import type { Bridge } from '../chat/types';
import type { LineFile } from './carrying';
import type { Onsite } from './site';

/** The own line of a workspace without a chat. */
export interface Line {
  stop(): void;
  moved(): void;
  /** Says hello anew: another person. */
  renew(): void;
}

/** Brings the file that holds a line, and draws it: where there is a chat, its own one is listened to instead. */
export const connectLine = (bridge: Bridge, onsite: Onsite): Line => {
  let line: Line | undefined;
  let isOver = false;
  const file = `${bridge.base}onsite-line.js?${__BUILD__}`;
  (import(/* @vite-ignore */ file) as Promise<LineFile>).then(
    ({ carry }) => {
      if (!isOver) line = carry(bridge, () => onsite.known());
    },
    () => {},
  );
  return {
    stop: () => {
      isOver = true;
      line?.stop();
    },
    moved: () => line?.moved(),
    renew: () => line?.renew(),
  };
};

import type { Bridge } from '../chat/types';
import type { Onsite } from './site';
import type { Line, LineFile } from './types';

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

/** Values as they travel: whatever JSON can carry. */
export type Json = string | number | boolean | null | undefined | Json[] | { [key: string]: Json };
export type Bag = Record<string, unknown>;

/** One property operation of a person (names.md): op is ours or Carrot Quest's, the server translates. */
export interface Operation {
  op: string;
  key: string;
  value?: unknown;
}

/** One entry of a batch, in the shape of the Segment spec. `messageId` is made once and survives every retry. */
export interface Item extends Bag {
  type: string;
  messageId: string;
  timestamp: Date | string;
  anonymousId: string;
}

export type Call = Iterable<unknown>;
export type Listener = (...args: unknown[]) => void;

/** `window.otklik`: callable by a command's name, with a method for each command, and `q` while it is only the stub. */
export interface Otklik {
  (...call: unknown[]): void;
  q?: Call[];
  [command: string]: unknown;
}

declare global {
  interface Window {
    otklik?: Otklik;
    carrotquest?: Bag;
    carrotquestasync?: unknown;
  }
}

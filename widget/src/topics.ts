import { attempt } from './safe';
import type { Listener } from './types';

let listeners: [string, Listener][] = [];

export const on = (topic: string, listener: Listener): void => {
  listeners = [...listeners, [topic, listener]];
};

export const off = (topic: string, listener: Listener): void => {
  listeners = listeners.filter((entry) => entry[0] != topic || entry[1] != listener);
};

export const emit = (topic: string, ...args: unknown[]): void => {
  for (const [name, listener] of listeners) if (name == topic) attempt(() => listener(...args));
};

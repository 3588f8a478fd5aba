import type { shared } from './shared';
import type { Carrier } from './types';

/** What a file that comes later has of the chat that brings it. */
export const {
  attempt,
  CloseIcon,
  countIn,
  Face,
  Faces,
  Fragment,
  icon,
  jsx,
  listOf,
  parse,
  partsOf,
  randomKey,
  stringify,
  useChat,
  useEffect,
  useRef,
  useState,
} = (document.currentScript as Carrier).otklik as typeof shared;

export { jsx as jsxs };

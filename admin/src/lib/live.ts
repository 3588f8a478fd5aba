import { useEffect, useRef } from 'react';
import { apiUrl } from './api/client';
import { areReadingsHeld, onStayChange } from './api/stay';
import type { Json } from './api/types';
import { ME, queryClient } from './query';

export type LiveKind = 'events' | 'profile' | 'people' | 'presence' | 'intake' | 'segments' | 'resync';
type Listener = (kind: LiveKind, data: Json) => void;

const KINDS: LiveKind[] = ['events', 'profile', 'people', 'presence', 'intake', 'segments', 'resync'];
const REOPEN_MS = 150;
const REFUSED_MS = 5_000;

/** One stream a tab, whatever the number of listeners: browsers allow six connections to a host. */
const listeners = new Map<string, Set<Listener>>();
let source: EventSource | null = null;
let opened = '';
let timer: ReturnType<typeof setTimeout> | undefined;

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

function deliver(kind: LiveKind, data: Json): void {
  for (const set of listeners.values()) for (const listener of set) listener(kind, data);
}

function close(): void {
  clearTimeout(timer);
  source?.close();
  source = null;
  opened = '';
}

function reopen(): void {
  const topics = [...listeners.keys()].sort().join(',');
  const url = topics && !areReadingsHeld() ? apiUrl('/live', { topics }) : '';
  if (url === opened) return;
  close();
  opened = url;
  if (!url) return;
  const stream = new EventSource(url);
  // What happened between a page's first reading and the stream, or while the line was down, is not repeated.
  stream.onopen = () => deliver('resync', null);
  stream.onerror = () => {
    // The browser itself tries again after a lost line, but not after a refusal.
    if (stream.readyState === EventSource.CLOSED && stream === source) afterRefusal();
  };
  for (const kind of KINDS) stream.addEventListener(kind, (event) => deliver(kind, parse(event.data as string)));
  source = stream;
}

/** Perhaps the session or the workspace is no more: then the pages go. Else the server is busy, and is asked again. */
function afterRefusal(): void {
  close();
  void queryClient.invalidateQueries({ queryKey: ME, exact: true });
  schedule(REFUSED_MS);
}

function schedule(afterMs = REOPEN_MS): void {
  clearTimeout(timer);
  timer = setTimeout(reopen, afterMs);
}

onStayChange((change) => {
  // Pages of a left workspace still wait to be taken down; what they listened to is not asked of the next.
  if (change === 'left') listeners.clear();
  if (change === 'resumed') schedule();
  else close();
});

function subscribe(topic: string, listener: Listener): () => void {
  const set = listeners.get(topic) ?? new Set<Listener>();
  listeners.set(topic, set.add(listener));
  schedule();
  return () => {
    set.delete(listener);
    if (set.size === 0 && listeners.get(topic) === set) listeners.delete(topic);
    schedule();
  };
}

/** Calls `listener` for what the server says about `topic`; `null` listens to nothing. */
export function useLive(topic: string | null, listener: Listener): void {
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => {
    if (topic === null) return undefined;
    return subscribe(topic, (kind, data) => latest.current(kind, data));
  }, [topic]);
}

/** A function that runs at most once in `everyMs`, the last call never lost. */
export function useThrottled(run: () => void, everyMs: number): () => void {
  const latest = useRef(run);
  const state = useRef<{ last: number; timer: ReturnType<typeof setTimeout> | undefined }>({
    last: 0,
    timer: undefined,
  });
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    const current = state.current;
    return () => clearTimeout(current.timer);
  }, []);
  return () => {
    const { last, timer: waiting } = state.current;
    if (waiting !== undefined) return;
    const rest = Math.max(0, last + everyMs - Date.now());
    state.current.timer = setTimeout(() => {
      state.current = { last: Date.now(), timer: undefined };
      latest.current();
    }, rest);
  };
}

/**
 * The stay in one workspace: every call speaks for it, and no reading outlives it.
 *
 * A reading of a workspace that is being left would come back as "no such workspace"; so readings are held while
 * it is uncertain (the workspace is being deleted, the member signs out) and called off once it is left.
 */

type Listener = (change: 'held' | 'resumed' | 'left') => void;

interface Gate {
  opened: Promise<void>;
  open: () => void;
}

const listeners = new Set<Listener>();
let workspaceId: string | null = null;
let stay = new AbortController();
let gate: Gate | null = null;

/** The workspace every call speaks for; null before the first is known. */
export function stayingIn(): string | null {
  return workspaceId;
}

/** Call off every reading of the present workspace; later calls speak for `id`. */
export function moveTo(id: string | null): void {
  const left = stay;
  const waiting = gate;
  stay = new AbortController();
  gate = null;
  workspaceId = id;
  left.abort();
  waiting?.open();
  for (const listener of listeners) listener('left');
}

/** Let no reading begin until the returned function is called, or the workspace is left. */
export function holdReadings(): () => void {
  const held = gate ?? makeGate();
  gate = held;
  for (const listener of listeners) listener('held');
  return () => {
    if (gate !== held) return;
    gate = null;
    held.open();
    for (const listener of listeners) listener('resumed');
  };
}

function makeGate(): Gate {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** A call after which the workspace or the session may be no more: readings are held from here on, and go on if it fails. */
export async function endStay<T>(call: () => Promise<T>): Promise<T> {
  const resume = holdReadings();
  try {
    return await call();
  } catch (error) {
    resume();
    throw error;
  }
}

export function areReadingsHeld(): boolean {
  return gate !== null;
}

/** Wait until readings may begin. Rejects with an AbortError when the workspace was left meanwhile. */
export async function admitReading(): Promise<AbortSignal> {
  const { signal } = stay;
  await gate?.opened;
  signal.throwIfAborted();
  return signal;
}

/** Hear of every hold, its end, and every departure. */
export function onStayChange(listener: Listener): void {
  listeners.add(listener);
}

import type { Messenger } from '../messenger';
import type { Changes } from '../types';

/** The server holds a waiting question for so long. */
const WAIT_S = 25;
const TRY_SOCKET_AGAIN_MS = 300_000;
/** Between two questions, should something on the way answer at once. */
const PAUSE_MS = 500;

/** The long way, where no socket gets through: each answer asks the next question. `onAnswer` without changes: all is stale. */
export const poll = async (
  chat: Messenger,
  signal: AbortSignal,
  onAnswer: (changes: Changes | undefined) => unknown,
): Promise<void> => {
  const since = Date.now();
  while (!signal.aborted && Date.now() - since < TRY_SOCKET_AGAIN_MS) {
    const page = { url: location.href, title: document.title };
    const question = { after: chat.state.seq, wait: WAIT_S, page, known: chat.bridge.known?.() };
    const answer = await chat.server.ask<Changes & { stale?: true }>('changes', question, signal, WAIT_S * 1000);
    if (!signal.aborted) await onAnswer(answer.stale ? undefined : answer);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
};

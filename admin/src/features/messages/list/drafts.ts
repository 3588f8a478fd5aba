import { type Channel, type Graph, MESSAGE_STEP } from '../api/graph';

/** A message before anything is said of it: one step, no trigger yet. */
export function emptyMessage(channel: Channel): Graph {
  return {
    entry: { triggers: [] },
    start: MESSAGE_STEP,
    nodes: { [MESSAGE_STEP]: { send: { channel } } },
  };
}

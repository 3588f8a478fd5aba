import { type Channel, type Graph, MESSAGE_STEP } from '../api/graph';

/** A message before anything is said of it: one step, begun by a saved trigger or by nothing yet. */
export function emptyMessage(channel: Channel, saved?: number): Graph {
  return {
    entry: { triggers: saved === undefined ? [] : [{ saved }] },
    start: MESSAGE_STEP,
    nodes: { [MESSAGE_STEP]: { send: { channel } } },
  };
}

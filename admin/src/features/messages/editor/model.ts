import type { Fault } from '@/lib/api/errors';
import { contentsApi } from '../api/contents';
import {
  type Channel,
  type Content,
  type Entry,
  type Exit,
  type Graph,
  isSendStep,
  MESSAGE_STEP,
  type SendPart,
} from '../api/graph';
import type { ScenarioKind } from '../api/types';

/** A message is a graph of one step that sends; these read and write its parts. */

export const STEPS = ['trigger', 'audience', 'content', 'goal', 'check'] as const;
export type Step = (typeof STEPS)[number];

export function emptyGraph(kind: ScenarioKind, channel: Channel): Graph {
  const nodes = { [MESSAGE_STEP]: { send: { channel } } };
  if (kind === 'mailing') return { entry: { mailing: {} } as unknown as Entry, start: MESSAGE_STEP, nodes };
  return { entry: { triggers: [] }, start: MESSAGE_STEP, nodes };
}

export function sendOf(graph: Graph): SendPart {
  const step = graph.nodes[graph.start];
  return isSendStep(step) ? step.send : { channel: 'popup' };
}

export function withSend(graph: Graph, patch: { [K in keyof SendPart]?: SendPart[K] | undefined }): Graph {
  const send = Object.fromEntries(
    Object.entries<unknown>({ ...sendOf(graph), ...patch }).filter(([, value]) => value !== undefined && value !== ''),
  );
  return { ...graph, nodes: { ...graph.nodes, [graph.start]: { ...graph.nodes[graph.start], send } } };
}

export const withEntry = (graph: Graph, entry: Entry): Graph => ({ ...graph, entry });

export function withExit(graph: Graph, exit: Exit | undefined): Graph {
  const { exit: _, ...rest } = graph;
  return exit ? { ...rest, exit } : rest;
}

/** The content that is being written; none: it is as it was kept. */
export const writtenContent = (graph: Graph): Content | undefined => graph.layout?.contents?.[graph.start];

export function withContent(graph: Graph, content: Content): Graph {
  const contents = { ...graph.layout?.contents, [graph.start]: content };
  return { ...graph, layout: { ...graph.layout, contents } };
}

/** The graph as it can run: what was written is kept under an id. Raises ApiError with `content.…` faults. */
export async function kept(graph: Graph): Promise<Graph> {
  const content = writtenContent(graph);
  if (!content) return graph;
  const { id } = await contentsApi.keep(content);
  const { contents: all = {}, ...layout } = graph.layout ?? {};
  const { [graph.start]: _, ...contents } = all;
  const left = { ...layout, ...(Object.keys(contents).length > 0 && { contents }) };
  const { layout: __, ...bare } = withSend(graph, { channel: content.channel, content_id: id });
  return { ...bare, ...(Object.keys(left).length > 0 && { layout: left }) };
}

/** Where on the page a fault is mended. */
export function stepOf({ path }: Pick<Fault, 'path'>): Step {
  if (path.startsWith('entry.audience')) return 'audience';
  if (path.startsWith('entry') || path.startsWith('exit')) return 'trigger';
  if (path.startsWith('goal')) return 'goal';
  return path.startsWith('nodes') || path.startsWith('content') ? 'content' : 'check';
}

const ON_SITE: readonly Channel[] = ['popup', 'form'];

export const isOnSite = (channel: Channel): boolean => ON_SITE.includes(channel);

/** What is missing before the server is asked: a beginning needs no refusal to be told so. */
export const isSame = (one: Graph, other: Graph): boolean => JSON.stringify(one) === JSON.stringify(other);

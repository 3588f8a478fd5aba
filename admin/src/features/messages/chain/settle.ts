import { ApiError, type Fault } from '@/lib/api/errors';
import { contentsApi } from '../api/contents';
import type { Content } from '../api/graph';
import type { Graph } from './graph/model';

/** A graph whose finished contents are kept, and what is wrong with those that are not finished. */
export interface Settled {
  graph: Graph;
  faults: Fault[];
}

const AT = 'content';
const kept = new Map<string, Promise<number | Fault[]>>();

/** Keeps a content once: the same one is not sent again while the page is open. */
function keep(content: Content): Promise<number | Fault[]> {
  const key = JSON.stringify(content);
  const known = kept.get(key);
  if (known) return known;
  const asked = contentsApi.keep(content).then(
    ({ id }) => id,
    (error: unknown) => {
      if (error instanceof ApiError && error.status === 422) return error.faults;
      kept.delete(key);
      throw error;
    },
  );
  kept.set(key, asked);
  return asked;
}

const placed = (name: string, fault: Fault): Fault => {
  const rest = fault.path === AT ? '' : fault.path.replace(/^content(?=[.[])/, '').replace(/^(?=[^.[])/, '.');
  return { ...fault, path: `graph.nodes.${name}.send.${AT}${rest}` };
};

/** Gives steps the ids of what was written for them; what is unfinished stays in the layout. */
export async function settle(graph: Graph): Promise<Settled> {
  const contents = Object.entries(graph.layout?.contents ?? {});
  if (contents.length === 0) return { graph, faults: [] };
  const answers = await Promise.all(contents.map(([, content]) => keep(content)));
  const nodes = { ...graph.nodes };
  const left: Record<string, Content> = {};
  const faults: Fault[] = [];
  for (const [index, [name, content]] of contents.entries()) {
    const answer = answers[index];
    const step = nodes[name];
    if (!step?.send) continue;
    if (typeof answer === 'number') nodes[name] = { ...step, send: { ...step.send, content_id: answer } };
    else {
      left[name] = content;
      faults.push(...(answer ?? []).map((fault) => placed(name, fault)));
    }
  }
  return { graph: { ...graph, nodes, layout: { ...graph.layout, contents: left } }, faults };
}

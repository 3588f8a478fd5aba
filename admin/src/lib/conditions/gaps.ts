import type { Json } from '@/lib/api/types';
import { readDuration } from './durations';
import {
  type Condition,
  formOf,
  type Measure,
  type Selector,
  type Test,
  type Times,
  viewOf,
  type Window,
} from './language';

const isEmpty = (value: Json | undefined): boolean =>
  value === undefined || value === '' || (Array.isArray(value) && (value.length === 0 || value.includes('')));

function valueGaps(test: Pick<Test, 'op' | 'value'>, path: string): string[] {
  const form = formOf(test.op);
  if (form === 'none') return [];
  if (form === 'held') {
    const { value, duration } = (test.value ?? {}) as { value?: Json; duration?: string };
    return [...(isEmpty(value) ? [`${path}.value.value`] : []), ...durationGaps(duration, `${path}.value.duration`)];
  }
  if (form === 'duration') return durationGaps(test.value as string | undefined, `${path}.value`);
  return isEmpty(test.value) ? [`${path}.value`] : [];
}

function durationGaps(text: string | undefined, path: string): string[] {
  return readDuration(text ?? '') === null ? [path] : [];
}

function testGaps(test: Test, path: string): string[] {
  return [...(test.property === '' ? [`${path}.property`] : []), ...valueGaps(test, path)];
}

function selectorGaps(selector: Selector, path: string): string[] {
  const tests = (selector.where ?? []).flatMap((test, index) => testGaps(test, `${path}.where[${index}]`));
  return [...(selector.event === '' ? [`${path}.event`] : []), ...tests];
}

function timesGaps(times: Times | undefined, path: string): string[] {
  return times !== undefined && isEmpty(times.value) ? [`${path}.times.value`] : [];
}

function measureGaps(measure: Measure | undefined, path: string): string[] {
  if (measure === undefined) return [];
  return [...(measure.of === '' ? [`${path}.of`] : []), ...valueGaps(measure, path)];
}

function windowGaps(window: Window | undefined, path: string): string[] {
  if (window === undefined) return [];
  if ('last' in window) return durationGaps(window.last, `${path}.last`);
  return window.from || window.to ? [] : [path];
}

/** Paths of what is still to be filled in; while there are any the server is not asked. */
export function gapsOf(condition: Condition, path = 'filter'): string[] {
  const { kind, node } = viewOf(condition);
  switch (kind) {
    case 'all':
    case 'any': {
      const parts = (node as Record<string, Condition[]>)[kind] ?? [];
      const inner = parts.flatMap((part, index) => gapsOf(part, `${path}.${kind}[${index}]`));
      return parts.length === 0 ? [path] : inner;
    }
    case 'not':
      return gapsOf(node.not, `${path}.not`);
    case 'property':
      return testGaps(node, path);
    case 'event':
      return [
        ...selectorGaps(node, path),
        ...timesGaps(node.times, path),
        ...measureGaps(node.measure, `${path}.measure`),
        ...(node.same === '' ? [`${path}.same`] : []),
        ...windowGaps(node.within, `${path}.within`),
      ];
    case 'sequence':
      return [
        ...node.sequence.flatMap((step, index) => {
          const place = `${path}.sequence[${index}]`;
          return 'not' in step ? selectorGaps(step.not, `${place}.not`) : selectorGaps(step, place);
        }),
        ...(node.within === undefined ? [] : durationGaps(node.within, `${path}.within`)),
        ...windowGaps(node.during, `${path}.during`),
      ];
    case 'message':
      return [
        ...('topic' in node.message && node.message.topic === '' ? [`${path}.message.topic`] : []),
        ...('id' in node.message && node.message.id <= 0 ? [`${path}.message.id`] : []),
        ...timesGaps(node.times, path),
        ...windowGaps(node.within, `${path}.within`),
      ];
    case 'segment':
      return node.segment > 0 ? [] : [`${path}.segment`];
    case 'list':
      return node.list > 0 ? [] : [`${path}.list`];
    case 'tag':
      return node.tag === '' ? [`${path}.tag`] : [];
    default:
      return [];
  }
}

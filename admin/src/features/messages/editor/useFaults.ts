import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Fault } from '@/lib/api/errors';
import { SCENARIOS, scenariosApi } from '../api';
import { type ContentCheck, contentCheckQuery } from '../api/contents';
import type { Content, Graph } from '../api/graph';
import { lacksWayOut } from '../contents/wayOut';
import { graphFaults } from '../parts/faults';
import { sendOf, writtenContent } from './model';

const SETTLE_MS = 500;

export interface Checked {
  faults: readonly Fault[];
  check: ContentCheck | undefined;
  isChecking: boolean;
  error: Error | null;
  retry: () => void;
}

const inContent = (path: string): string => {
  const bare = path.replace(/^content\.?/, '');
  return bare ? `content.${bare}` : 'content';
};

/** While it is being written the content has no id: that is no fault to be mended. */
function isOfWriting({ path }: Fault, graph: Graph): boolean {
  return path.endsWith('.send.content_id') && writtenContent(graph) !== undefined;
}

/** The server speaks of a missing trigger last: here it is said at once. */
function begins({ entry }: Graph, told: readonly Fault[]): Fault[] {
  const path = 'entry.triggers';
  if (entry.mailing || entry.triggers.length > 0 || told.some((fault) => fault.path === path)) return [];
  return [{ path, code: 'empty', message: '' }];
}

/** What is being written has no number yet, by which the server would know that nobody can leave it. */
function isTrap(graph: Graph, content: Content): boolean {
  return writtenContent(graph) !== undefined && sendOf(graph).kind !== 'transactional' && lacksWayOut(content);
}

/** All that keeps the message from running, asked a moment after the last change. */
export function useChecked(graph: Graph, content: Content | null): Checked {
  const [asked] = useDebouncedValue(graph, SETTLE_MS);
  const [written] = useDebouncedValue(content, SETTLE_MS);
  // What is only for the editor changes nothing of what is asked.
  const { layout: _, ...bare } = asked;
  const check = useQuery({
    queryKey: [...SCENARIOS, 'check', bare],
    queryFn: ({ signal }) => scenariosApi.check(bare, signal),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const ofContent = useQuery(contentCheckQuery(written));
  const faults = useMemo<Fault[]>(() => {
    const ofGraph = graphFaults(check.data ?? []).filter((fault) => !isOfWriting(fault, asked));
    const lacks = !sendOf(asked).content_id && !written;
    const inside = (ofContent.data?.faults ?? []).map((fault) => ({ ...fault, path: inContent(fault.path) }));
    const trapped = written && isTrap(asked, written) ? [{ path: 'content', code: 'no_unsubscribe', message: '' }] : [];
    return [...begins(asked, ofGraph), ...ofGraph, ...(lacks ? [] : inside), ...trapped];
  }, [check.data, ofContent.data, asked, written]);
  return {
    faults,
    check: ofContent.data,
    isChecking: check.isFetching || ofContent.isFetching || asked !== graph || written !== content,
    error: check.error ?? ofContent.error,
    retry: () => {
      void check.refetch();
      void ofContent.refetch();
    },
  };
}

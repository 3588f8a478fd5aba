import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { type Definitions, type Kind, previewQuery } from './api';

const SETTLE_MS = 300;

/** How the draft would turn out, asked a moment after the last change; what was asked before is called off. */
export function usePreview<K extends Kind>(kind: K, draft: Definitions[K] | null) {
  const [asked] = useDebouncedValue(draft, SETTLE_MS);
  const query = useQuery(previewQuery(kind, asked));
  return {
    data: query.data,
    error: query.isPlaceholderData ? null : query.error,
    isOld: asked !== draft || query.isFetching,
    retry: () => void query.refetch(),
  };
}

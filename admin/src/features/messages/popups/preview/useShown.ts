import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useContext } from 'react';
import { contentPreviewQuery } from '../../api/contents';
import { MessageName } from '../../contents/name';
import { useBuilding } from '../context';
import { type Popup, readPopup, writePopup } from '../model/popup';

const SETTLE_MS = 300;

interface Shown {
  popup: Popup;
  /** The person has answered everything: to him it is not shown at all. */
  isNothing: boolean;
  /** It could not be filled in: it stands as it was written. */
  isFaulty: boolean;
}

/** The popup as it was written, or as one person would get it: filled in, and without what is known of him. */
export function useShown(person: string): Shown {
  const { popup, channel } = useBuilding();
  const [asked] = useDebouncedValue(popup, SETTLE_MS);
  const name = useContext(MessageName);
  const query = useQuery(
    contentPreviewQuery(person ? { channel, content: writePopup(asked) } : null, { person, name }),
  );
  const content = person ? query.data?.content : undefined;
  const isFaulty = person !== '' && (query.error !== null || (query.data?.faults.length ?? 0) > 0);
  if (!content || isFaulty) return { popup, isNothing: false, isFaulty };
  return { popup: readPopup(content), isNothing: Array.isArray(content.pages) && content.pages.length === 0, isFaulty };
}

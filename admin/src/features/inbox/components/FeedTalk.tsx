import { memo, useMemo, useState } from 'react';
import type { Conversation, Part } from '../api/types';
import type { Inbox } from '../store/inbox';
import { beginningsOf, blocksOf } from '../text/blocks';
import type { Watch } from '../useNearness';
import { foldTags } from '../words';
import { FeedBlock } from './FeedBlock';
import type { PartTools } from './FeedPart';
import { FeedParts } from './FeedParts';

/** A conversation as far as it is to be shown. */
export interface TalkParts {
  row: Conversation;
  parts: Part[];
  hasOlder: boolean;
}

interface TalkProps {
  inbox: Inbox;
  talk: TalkParts;
  tools: PartTools;
  watch: Watch;
  found: number | null;
  /** The first that its reader had not seen when he came. */
  firstNew?: number | undefined;
}

/** What was said and done in one conversation, in blocks: those far from the window are not drawn. */
export const FeedTalk = memo(function FeedTalk({ inbox, talk, tools, watch, found, firstNew }: TalkProps) {
  const { row, parts, hasOlder } = talk;
  const told = useMemo(() => foldTags(parts), [parts]);
  const [known, keep] = useState<number[]>([]);
  const begins = useMemo(() => beginningsOf(known, told), [known, told]);
  if (begins.join() !== known.join()) keep(begins);
  const blocks = useMemo(() => blocksOf(told, begins), [told, begins]);
  return blocks.map(({ from, parts: own, before, after }) => (
    <FeedBlock key={from} watch={watch} isWanted={own.some(({ id }) => id === found)}>
      <FeedParts
        inbox={inbox}
        row={row}
        parts={own}
        before={before}
        after={after}
        hasOlder={hasOlder}
        tools={tools}
        found={found}
        firstNew={firstNew}
      />
    </FeedBlock>
  ));
});

import { useQuery } from '@tanstack/react-query';
import { memo, type RefObject, useImperativeHandle } from 'react';
import { commandsQuery, operatorsQuery } from '../api';
import type { Inbox } from '../store/inbox';
import { type Composing, useComposer } from '../useComposer';
import { Composer } from './Composer';
import { UndoBar } from './UndoBar';

/** What the keys of the page do in the conversation, and its feed. */
export type TalkHandle = Pick<Composing, 'focus' | 'edit'>;

interface WritingProps {
  inbox: Inbox;
  id: number;
  handleRef: RefObject<TalkHandle | null>;
}

/** Where one writes. What is typed draws nothing but this, and what is said nothing of this. */
export const Writing = memo(function Writing({ inbox, id, handleRef }: WritingProps) {
  const operators = useQuery(operatorsQuery).data ?? [];
  const commands = useQuery(commandsQuery).data ?? [];
  const composing = useComposer(inbox, id, { operators, commands });
  const { focus, edit } = composing;
  useImperativeHandle(handleRef, () => ({ focus, edit }));
  return (
    <>
      <UndoBar inbox={inbox} id={id} composing={composing} />
      <Composer id={id} composing={composing} />
    </>
  );
});

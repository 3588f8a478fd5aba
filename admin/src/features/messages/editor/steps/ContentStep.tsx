import { useMemo } from 'react';
import { ContentEditor } from '../../contents/ContentEditor';
import { LetterKindContext } from '../../contents/email/context';
import { FaultsIn } from '../../parts/faults';
import { useMessage } from '../context';
import { Delivery } from '../Delivery';
import { sendOf, withContent } from '../model';

/** What is said, and how it is sent. */
export function ContentStep() {
  const { editing, content, checked, faultsOf } = useMessage();
  const { graph, set } = editing;
  const names = (graph.entry.mailing ? [] : graph.entry.triggers).flatMap((each) =>
    'event' in each ? [each.event] : [],
  );
  const key = names.join('\n');
  const events = useMemo(() => key.split('\n').filter(Boolean), [key]);
  return (
    <FaultsIn faults={checked.faults}>
      <LetterKindContext value={sendOf(graph).kind === 'transactional' ? 'transactional' : 'promotional'}>
        <ContentEditor
          channel={content.channel}
          content={content.content}
          events={events}
          faults={faultsOf('content')}
          onChange={(next) => set(withContent(graph, { channel: content.channel, content: next }))}
        />
      </LetterKindContext>
      <Delivery />
    </FaultsIn>
  );
}

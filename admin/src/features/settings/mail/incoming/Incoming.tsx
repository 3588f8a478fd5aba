import { Keeping } from './Keeping';
import { Mailboxes } from './Mailboxes';
import { Receiver } from './Receiver';
import { Skipped } from './Skipped';

/** Where mail comes in, how long it is kept, and what was not taken. */
export function Incoming({ canEdit, canRetry }: { canEdit: boolean; canRetry: boolean }) {
  return (
    <>
      <Mailboxes canEdit={canEdit} />
      <Receiver canEdit={canEdit} />
      <Skipped canRetry={canRetry} />
      <Keeping canEdit={canEdit} />
    </>
  );
}

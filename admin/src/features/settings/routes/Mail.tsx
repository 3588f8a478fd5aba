import { useCan } from '@/lib/session';
import { Answers } from '../mail/Answers';
import { Domains } from '../mail/Domains';
import { Senders } from '../mail/Senders';
import { Servers } from '../mail/Servers';

/** Whom letters are from, over which servers they leave, what the DNS says of it. */
export function Component() {
  const canEdit = useCan('workspace_write');
  const isManager = useCan('inbox_manage');
  return (
    <>
      <Senders canEdit={canEdit} />
      <Domains canEdit={canEdit} />
      <Servers canEdit={canEdit} />
      {isManager && <Answers />}
    </>
  );
}

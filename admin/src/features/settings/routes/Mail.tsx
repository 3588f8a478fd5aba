import { useCan } from '@/lib/session';
import { Answers } from '../mail/Answers';
import { Domains } from '../mail/Domains';
import { Incoming } from '../mail/incoming/Incoming';
import { Senders } from '../mail/Senders';
import { Servers } from '../mail/Servers';
import { TrackingHost } from '../mail/TrackingHost';

/** Whom letters are from, over which servers they leave, what the DNS says of it. */
export function Component() {
  const canEdit = useCan('workspace_write');
  const isManager = useCan('inbox_manage');
  const canRetry = useCan('inbox_write');
  return (
    <>
      <Senders canEdit={canEdit} />
      <Domains canEdit={canEdit} />
      <TrackingHost canEdit={canEdit} />
      <Servers canEdit={canEdit} />
      <Incoming canEdit={canEdit} canRetry={canRetry} />
      {isManager && <Answers />}
    </>
  );
}

import { Fragment, useChat } from '../borrowed';
import type { Conversation } from '../types';
import { Mail } from './Mail';
import { Rating } from './Rating';
import { texts } from './texts';

/** Below the last message: that it is closed, how it was, and the way of the whole to his mail. */
export const End = ({ conversation }: { conversation: Conversation }) => {
  const { id, status, asks_rating, rating } = conversation;
  const isClosed = status === 'closed';
  return (
    <Fragment>
      {isClosed && <p class="said">{texts.closed}</p>}
      {isClosed && !!(asks_rating || rating) && <Rating conversation={conversation} />}
      {useChat().mailing === id && <Mail id={id} />}
    </Fragment>
  );
};

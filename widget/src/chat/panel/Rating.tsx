import { useState } from '../shared';
import type { Conversation } from '../types';
import { useRoom } from './room';

const FACES = ['😞', '🙁', '😐', '🙂', '😍'];

/** How it was, once the conversation is closed: a face at a touch, a word if one likes. */
export const Rating = ({ conversation }: { conversation: Conversation }) => {
  const { chat, texts } = useRoom();
  const [score, setScore] = useState(0);
  const [comment, setComment] = useState('');
  const [isDone, setDone] = useState(false);
  const [fault, setFault] = useState('');
  if (isDone || (conversation.rating && !score)) return <p class="said">{texts.rated}</p>;
  const rate = (value: number, isLast: boolean): void => {
    setScore(value);
    setFault('');
    const body = { conversation_id: conversation.id, score: value, comment: comment.trim() };
    chat.server.tell('rating', body).then(
      () => setDone(isLast),
      () => setFault(texts.failed),
    );
  };
  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault();
        rate(score, true);
      }}
    >
      <b>{texts.rate}</b>
      <span class="rates" role="group" aria-label={texts.rate}>
        {FACES.map((face, n) => (
          <button
            key={face}
            type="button"
            aria-label={texts.rates[n]}
            title={texts.rates[n]}
            aria-pressed={score === n + 1}
            onClick={() => rate(n + 1, false)}
          >
            {face}
          </button>
        ))}
      </span>
      {score > 0 && (
        <>
          <input
            aria-label={texts.comment}
            placeholder={texts.comment}
            value={comment}
            maxLength={1000}
            onInput={(event) => setComment(event.currentTarget.value)}
          />
          <button type="submit" class="main">
            {texts.send}
          </button>
        </>
      )}
      {fault && (
        <small class="fault" role="alert">
          {fault}
        </small>
      )}
    </form>
  );
};

import { Fragment, partsOf, useChat } from '../borrowed';
import type { Draft } from '../types';
import { dayName } from './format';
import { Content, Message } from './Message';
import { useScroll } from './scrolling';
import { asksContact } from './telling';
import { texts, titleOf } from './texts';

/** The messages of a conversation, those on their way, and what is asked between. */
export const Thread = () => {
  const chat = useChat();
  const { state, drafts, hello } = chat;
  const id = typeof chat.view === 'number' ? chat.view : 0;
  const parts = partsOf(state, id);
  const row = state.conversations.get(id);
  const lastOwn = parts.filter((part) => part.author.kind === 'visitor').pop();
  const isEmpty = !parts[0] && !drafts[0];
  const typist = chat.typing[id];
  const { box, onScroll } = useScroll(id, parts[0]?.id, parts.length + drafts.length + (typist ? 1 : 0));
  const greeting = chat.told('greeting');
  const end = row && (row.status === 'closed' || chat.mailing === id) && chat.want('end');
  const asks = asksContact(chat) && (lastOwn || drafts[0] || !hello.is_open);
  const isReading = chat.loading[id];
  const hasOlder = isReading === false || (!isReading && state.read.get(id));
  const more = asks || hasOlder ? chat.want('more') : undefined;
  return (
    <div class="scroll" ref={box} onscroll={onScroll} tabindex={0} role="region" aria-label={titleOf(chat)}>
      <div>
        {isReading && (
          <p class="said" role="status">
            {texts.connecting}
          </p>
        )}
        {more && hasOlder && <more.Older id={id} />}
        {isEmpty && (greeting || hello.is_open) && <p class="said">{greeting || texts.welcome}</p>}
        {isEmpty && !hello.is_open && <p class="said">{chat.told('offline_text') || texts.offline}</p>}
        <ol>
          {parts.map((part, n) => {
            const before = parts[n - 1];
            const day = dayName(part.at);
            const isDay = !before || dayName(before.at) !== day;
            const isFirst = isDay || before.author.kind !== part.author.kind || before.author.id !== part.author.id;
            const mark = part === lastOwn ? (row && row.operators_read >= part.id ? texts.seen : texts.sent) : '';
            return (
              <Fragment key={part.id}>
                {isDay && <li class="day">{day}</li>}
                <Message part={part} isFirst={isFirst} mark={mark} />
              </Fragment>
            );
          })}
          {drafts.map((draft) => (
            <Pending key={draft.client_key} draft={draft} />
          ))}
        </ol>
        <p class="typing" aria-live="polite">
          {typist && [`${typist.name || texts.team} ${texts.typing}`, <i />, <i />, <i />]}
        </p>
        {end && <end.End key={`e${id}`} conversation={row} />}
        {more && asks && <more.Contact />}
      </div>
    </div>
  );
};

const Pending = ({ draft }: { draft: Draft }) => {
  const chat = useChat();
  const { sender } = chat;
  const isFailed = sender.isFailed(draft);
  return (
    <li class={`message own ${isFailed ? 'failed' : 'pending'}`}>
      <Content body={draft.body} files={draft.files} />
      <small class="mark" role="status">
        {isFailed ? texts.failed : texts.sending}
        {isFailed && [
          ' · ',
          <button type="button" class="link" onclick={() => sender.sendAgain(draft)}>
            {texts.again}
          </button>,
          ' ',
          <button type="button" class="link" onclick={() => chat.discard(draft)}>
            {texts.discard}
          </button>,
        ]}
      </small>
    </li>
  );
};

import { countIn, Face, listOf, useChat } from '../borrowed';
import { shortMoment } from './format';
import { PlusIcon } from './icons';
import { texts } from './texts';

/** All conversations, and the way to a new one. */
export const List = () => {
  const chat = useChat();
  return (
    <div class="scroll list">
      <ul class="grow">
        {listOf(chat.state).map((each) => {
          const unread = countIn(chat.state, each);
          const { name, picture, kind } = each.last_author;
          return (
            <li key={each.id}>
              <button type="button" class={unread ? 'row new' : 'row'} onclick={() => chat.show(each.id)}>
                <Face name={name || chat.told('title')} picture={picture} />
                <span class="grow">
                  <span class="line">
                    <b>{(kind !== 'visitor' && name) || texts.team}</b>
                    <time datetime={each.last_at}>{shortMoment(each.last_at)}</time>
                  </span>
                  <span class="line">
                    <span class="words">{each.preview}</span>
                    {unread > 0 && (
                      <span class="badge" aria-label={chat.words.unread}>
                        {unread}
                      </span>
                    )}
                  </span>
                </span>
              </button>
            </li>
          );
        })}
      </ul>
      <button type="button" class="main" onclick={() => chat.show('new')}>
        <PlusIcon />
        {texts.start}
      </button>
    </div>
  );
};

import { countIn, Face, listOf } from '../shared';
import { shortMoment } from './format';
import { PlusIcon } from './icons';
import { useRoom } from './room';

/** All conversations, and the way to a new one. */
export const List = () => {
  const { chat, texts } = useRoom();
  const { state, language } = chat;
  return (
    <div class="list">
      {/* The place for articles. */}
      <ul>
        {listOf(state).map((each) => {
          const unread = countIn(state, each);
          return (
            <li key={each.id}>
              <button type="button" class="row" data-unread={unread > 0} onClick={() => chat.show(each.id)}>
                <Face name={each.last_author.name ?? chat.told('title')} picture={each.last_author.picture} />
                <span class="grow">
                  <span class="line">
                    <b>{(each.last_author.kind !== 'visitor' && each.last_author.name) || texts.team}</b>
                    <time dateTime={each.last_at}>{shortMoment(each.last_at, language)}</time>
                  </span>
                  <span class="line">
                    <span class="words">{each.preview}</span>
                    {unread > 0 && (
                      <span class="badge" aria-label={texts.unread}>
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
      <button type="button" class="main" onClick={() => chat.show('new')}>
        <PlusIcon />
        {texts.start}
      </button>
    </div>
  );
};

import { texts } from './texts';

const EMOJI = [...'😀😄😂😊😉😍😘🤔😐😕😢😭😡😱🙏👍👎👌👏🤝💪🔥🎉❤⭐✅❌⏰📦🚚💳🎁'];

interface EmojiProps {
  area: HTMLTextAreaElement;
  write: (text: string) => void;
}

/** What is chosen goes in where the cursor stands, and the writing goes on behind it. */
export const Emoji = ({ area, write }: EmojiProps) => {
  const insert = (emoji: string): void => {
    area.setRangeText(emoji, area.selectionStart, area.selectionEnd, 'end');
    write(area.value);
    area.focus();
  };
  return (
    <div class="emoji" role="group" aria-label={texts.emoji}>
      {EMOJI.map((each) => (
        <button type="button" onclick={() => insert(each)}>
          {each}
        </button>
      ))}
    </div>
  );
};

import { useEffect, useRef, useState } from '../../chat/view/draw';
import type { Child } from '../../chat/view/jsx-runtime';
import { isField } from '../fields';
import { safeLink } from '../marks';
import type { Show } from '../show';
import type { AnswerBlock, Block, ButtonBlock, ConsentBlock, PictureBlock, TextBlock, TimerBlock } from '../types';
import { Field } from './Field';
import { Marked } from './Marked';
import { wordsOf } from './texts';
import { timeLeft } from './time';

interface BlockProps<B = Block> {
  show: Show;
  block: B;
  /** Its place on the page. */
  n: number;
  id: string;
}

/** One block of a page; of a kind that is not known, nothing. */
export const Drawn = (props: BlockProps): Child => {
  const { block } = props;
  if (isField(block)) return <Field show={props.show} block={block} id={props.id} />;
  const Kind = KINDS[block.kind];
  return Kind ? <Kind {...props} /> : null;
};

const Picture = ({ show, block: { url, alt, href }, n }: BlockProps<PictureBlock>) => {
  const { ends } = show;
  const [broken, setBroken] = useState('');
  const image =
    !url || broken === url ? (
      <span class="empty">{alt || wordsOf(ends.language).picture}</span>
    ) : (
      <img src={ends.address(url)} alt={alt ?? ''} onerror={() => setBroken(url)} />
    );
  const link = safeLink(href);
  return link ? (
    <a href={link} rel="noopener" onclick={() => ends.clicked(show.pathOf(n), link)}>
      {image}
    </a>
  ) : (
    image
  );
};

const Title = ({ block, id, n }: BlockProps<TextBlock>) => (
  <h2 id={n ? `${id}-title` : 'title'}>
    <Marked text={block.text} />
  </h2>
);

const Text = ({ show, block, n }: BlockProps<TextBlock>) => (
  <div
    onclick={({ target }) => {
      const link = (target as Element).closest('a');
      if (link) show.ends.clicked(show.pathOf(n), link.href);
    }}
  >
    <Marked text={block.text} />
  </div>
);

const Button = ({ show, block, n }: BlockProps<ButtonBlock>) => {
  const { does, look, text, new_tab } = block;
  const link = does === 'link' && safeLink(block.url);
  const style = look === 'plain' ? 'press plain' : 'press';
  const press = (): void => show.press(block, n);
  if (link) {
    return (
      <a
        class={style}
        href={link}
        target={new_tab ? '_blank' : undefined}
        rel={new_tab ? 'noopener' : ''}
        onclick={press}
      >
        {text}
      </a>
    );
  }
  // The first that sends is pressed by Enter, too.
  const isSending = does === 'submit' || does === 'next';
  return (
    <button
      type={isSending ? 'submit' : 'button'}
      class={style}
      aria-disabled={show.isBusy || undefined}
      onclick={(event) => {
        event.preventDefault();
        press();
      }}
    >
      {text}
    </button>
  );
};

const Consent = ({ show, block, n, id }: BlockProps<ConsentBlock>) => {
  const wrong = show.faults[`#${n}`];
  return (
    <>
      <label class="tick consent">
        <input
          type="checkbox"
          required={!!block.required}
          checked={show.ticked.has(show.pathOf(n))}
          aria-invalid={!!wrong || undefined}
          aria-describedby={wrong && `${id}-fault`}
          onchange={({ currentTarget }) => show.tick(n, currentTarget.checked)}
        />
        <span>
          <Marked text={block.text} />
        </span>
      </label>
      {wrong && (
        <small class="fault" id={`${id}-fault`}>
          {wordsOf(show.ends.language)[wrong]}
        </small>
      )}
    </>
  );
};

const Reply = ({ show, block, n }: BlockProps<AnswerBlock>) => {
  const area = useRef<HTMLTextAreaElement | null>(null);
  const words = wordsOf(show.ends.language);
  return (
    <>
      <textarea
        ref={area}
        class="in"
        rows={3}
        maxlength={5000}
        aria-label={block.hint || words.message}
        placeholder={block.hint}
        oninput={() => {
          show.isTouched = true;
        }}
      />
      <button
        type="button"
        class="press"
        aria-disabled={show.isBusy || undefined}
        onclick={() => void show.say(area.current!.value, n)}
      >
        {block.button || words.send}
      </button>
    </>
  );
};

const Timer = ({ show, block: { until, seconds, ended } }: BlockProps<TimerBlock>) => {
  const [, setNow] = useState(0);
  const end = until ? Date.parse(until) : show.ends.began() + (seconds ?? 0) * 1000;
  const left = end - Date.now();
  const isOver = !(left > 0);
  useEffect(() => {
    const timer = isOver ? undefined : setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [isOver]);
  return isOver ? <span>{ended}</span> : <span aria-label={wordsOf(show.ends.language).left}>{timeLeft(left)}</span>;
};

const Code = ({ show, block: { text }, n }: BlockProps<TextBlock>) => {
  const [copied, setCopied] = useState('');
  const words = wordsOf(show.ends.language);
  const copy = (): void => {
    show.isTouched = true;
    show.ends.clicked(show.pathOf(n));
    navigator.clipboard?.writeText(text).then(
      () => setCopied(text),
      () => {},
    );
  };
  return (
    <>
      <b>{text}</b>
      <button type="button" class="press plain" onclick={copy}>
        {copied === text && text ? words.copied : words.copy}
      </button>
      <span class="sr" role="status">
        {copied === text && text ? words.copied : ''}
      </span>
    </>
  );
};

// biome-ignore lint/suspicious/noExplicitAny: each kind takes a block of its own.
const KINDS: Record<string, (props: any) => Child> = {
  picture: Picture,
  title: Title,
  text: Text,
  button: Button,
  consent: Consent,
  answer: Reply,
  timer: Timer,
  code: Code,
};

import { useEffect, useRef } from '../../chat/view/draw';
import type { Child } from '../../chat/view/jsx-runtime';
import type { Show } from '../show';
import type { Block } from '../types';
import { progress } from '../ways';
import { Drawn } from './Blocks';
import { wordsOf } from './texts';

interface BoxProps {
  show: Show;
  /** Before a visitor: it takes the focus where it covers the page. */
  isLive: boolean;
  selected?: string | undefined;
  /** The box itself, for those who look whether it is seen. */
  boxRef: { current: HTMLElement | null };
}

/** Each block stands in an element of its own: a class of it says what it is. */
const CLASSES: Record<string, string> = { button: 'button', consent: 'consent-block', timer: 'time' };

const titleOf = (blocks: readonly Block[]): string => {
  const named = blocks.find((each) => each.kind === 'title') ?? blocks.find((each) => each.kind === 'text');
  return named && 'text' in named ? named.text.replace(/[*\\]|\]\([^)]*\)|\[/g, '').slice(0, 120) : '';
};

/** A content as it stands on the page: its look round the blocks of the page that is shown. */
export const Box = (props: BoxProps): Child => {
  const { show, isLive } = props;
  const { look, overlay, closes } = show.content;
  const isVeiled = look === 'large' && overlay !== false;
  const dialog = useRef<HTMLDialogElement | null>(null);
  useEffect(() => {
    const { current } = dialog;
    if (!current || !isLive) return;
    // The browser's own dialog: the rest of the page is out of reach, Escape and the way back of the focus are its part.
    if (!current.open) current.showModal?.();
    props.boxRef.current?.focus({ preventScroll: true });
    return () => current.close?.();
  }, [isVeiled]);
  const sheet = <Sheet {...props} />;
  return (
    <div class="stage" lang={show.ends.language}>
      {isVeiled ? (
        <dialog
          ref={dialog}
          class="veil"
          aria-label={titleOf(show.page.blocks)}
          open={!isLive}
          oncancel={(event) => {
            event.preventDefault();
            show.ends.close();
          }}
          onclick={({ target, currentTarget }) => {
            if (target === currentTarget && closes !== false) show.ends.close();
          }}
        >
          {sheet}
        </dialog>
      ) : (
        sheet
      )}
    </div>
  );
};

const Sheet = ({ show, boxRef, selected }: BoxProps): Child => {
  const { content, page, ends } = show;
  const { look, place, overlay } = content;
  const words = wordsOf(ends.language);
  const isVeiled = look === 'large' && overlay !== false;
  useEffect(() => {
    const box = boxRef.current!;
    const { focus } = show;
    show.focus = undefined;
    if (focus === 'fault')
      (box.querySelector<HTMLElement>('[aria-invalid=true]:not(fieldset), [aria-invalid=true] input') ?? box).focus();
    else if (focus === 'page') {
      box.querySelector('.body')!.scrollTop = 0;
      box.focus({ preventScroll: true });
    }
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || isVeiled || look === 'embedded' || content.closes === false) return;
    event.preventDefault();
    ends.close();
  };
  return (
    <section
      ref={boxRef}
      class={`box ${look}`}
      data-popup=""
      data-place={typeof place === 'string' ? place : undefined}
      data-selected={selected === '' ? '' : undefined}
      tabindex={-1}
      aria-label={titleOf(page.blocks) || words.message}
      onkeydown={onKeyDown}
    >
      {content.closes !== false && look !== 'embedded' && (
        <button type="button" class="x" aria-label={words.close} onclick={() => ends.close()}>
          <svg viewBox="0 0 24 24" class="icon" aria-hidden="true">
            <path d="M6 6l12 12M18 6L6 18" />
          </svg>
        </button>
      )}
      {show.isDone ? <Thanks show={show} /> : <Blocks show={show} selected={selected} />}
    </section>
  );
};

const Thanks = ({ show: { isKept, ends } }: { show: Show }) => (
  <div class="body" role="status">
    <h2>{wordsOf(ends.language).thanks}</h2>
    {isKept && <p>{wordsOf(ends.language).kept}</p>}
  </div>
);

const Blocks = ({ show, selected }: { show: Show; selected: string | undefined }) => {
  const { page, ends } = show;
  const words = wordsOf(ends.language);
  return (
    <form
      key={page.id}
      class="body"
      novalidate
      onsubmit={(event) => {
        event.preventDefault();
      }}
    >
      <Trail show={show} />
      {page.blocks.map((block, n) => (
        <div
          key={n}
          class={CLASSES[block.kind] ?? block.kind}
          data-block={n}
          data-selected={selected === show.pathOf(n) ? '' : undefined}
        >
          <Drawn show={show} block={block} n={n} id={`f${n}`} />
        </div>
      ))}
      {show.hasFailed && (
        <small class="fault" role="alert">
          {words.failed}
        </small>
      )}
    </form>
  );
};

/** The way back, and how much there is still to answer. */
const Trail = ({ show }: { show: Show }) => {
  const { content, trail, page, answers, ends } = show;
  const words = wordsOf(ends.language);
  const [step, all] = progress(content, trail, page, answers);
  const isPart = all > 1 && page.blocks.some((each) => each.kind === 'field');
  if (!trail[0] || !page.blocks.some((each) => each.kind === 'field')) {
    if (!isPart) return null;
  }
  return (
    <div class="trail">
      {trail[0] && (
        <button type="button" class="back" aria-label={words.back} onclick={() => show.back()}>
          <svg viewBox="0 0 24 24" class="icon" aria-hidden="true">
            <path d="M15 5l-7 7 7 7" />
          </svg>
        </button>
      )}
      {isPart && [
        <progress key="bar" max={all} value={step} aria-hidden="true" />,
        <span key="words">{`${words.step} ${step} ${words.of} ${all}`}</span>,
      ]}
    </div>
  );
};

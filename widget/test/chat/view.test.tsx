import { beforeEach, describe, expect, it } from 'vitest';
import { draw, redraw, useEffect, useRef, useState } from '../../src/chat/view/draw';
import { type Child, jsx } from '../../src/chat/view/jsx-runtime';
import { dice } from './dice';

let place: HTMLElement;
let tree: Child;
let end: () => void;

const settled = (): Promise<void> => new Promise((resolve) => queueMicrotask(resolve));
const show = async (next: Child): Promise<string> => {
  tree = next;
  redraw();
  await settled();
  return place.innerHTML;
};

beforeEach(() => {
  end?.();
  document.body.innerHTML = '<div></div>';
  place = document.body.firstElementChild as HTMLElement;
  tree = null;
  end = draw(place, () => tree);
});

const Wrap = ({ children }: { children?: Child }) => [<b>{'('}</b>, children, null];

/** A tree that a seed decides: elements, components, texts, holes, arrays with keys in any order. */
const grow = (roll: () => number, depth = 0): Child => {
  const pick = Math.floor(roll() * (depth > 3 ? 4 : 9));
  const kids = (): Child[] => Array.from({ length: Math.floor(roll() * 4) }, () => grow(roll, depth + 1));
  if (pick < 2) return ['', null, false, undefined][Math.floor(roll() * 4)];
  if (pick < 4) return roll() < 0.5 ? Math.floor(roll() * 100) : `text ${Math.floor(roll() * 5)}`;
  if (pick < 6) {
    const props = { title: roll() < 0.5 ? `t${pick}` : undefined, hidden: roll() < 0.3, 'aria-busy': roll() < 0.5 };
    return jsx(roll() < 0.5 ? 'p' : 'span', { ...props, children: kids() });
  }
  if (pick < 7) return jsx(Wrap, { children: kids() });
  const keys = [1, 2, 3, 4, 5].filter(() => roll() < 0.6).sort(() => roll() - 0.5);
  return keys.map((key) => jsx('i', { children: [key, grow(roll, depth + 1)] }, key));
};

describe('drawing', () => {
  it.each(Array.from({ length: 80 }, (_, n) => n + 1))(
    'anew comes to the same as drawing from nothing, and what has a key stays (seed %i)',
    async (seed) => {
      const roll = dice(seed);
      for (let n = 0; n < 12; n++) {
        const next = grow(roll);
        const fresh = document.createElement('div');
        const stop = draw(fresh, () => next);
        const shown = await show(next);
        // Attributes in any order.
        expect(place.isEqualNode(fresh), `${shown} is not ${fresh.innerHTML}`).toBe(true);
        stop();
        expect(fresh.innerHTML).toBe('');
      }
    },
  );

  it('keeps the element of a key, the focus and what is typed, wherever it goes', async () => {
    const list = (...keys: string[]) => keys.map((key) => <input key={key} aria-label={key} />);
    await show(list('a', 'b', 'c'));
    const [, b] = place.querySelectorAll('input');
    b!.focus();
    b!.value = 'typed';
    await show(list('x', 'b', 'y', 'a'));
    expect([...place.children].map((each) => each.getAttribute('aria-label')).join('')).toBe('xbya');
    expect(place.children[1]).toBe(b);
    expect(document.activeElement).toBe(b);
    expect(b!.value).toBe('typed');
  });

  it('takes back attributes and handlers, and sets a value where it differs', async () => {
    const heard: string[] = [];
    await show(<input value="one" placeholder="here" onclick={() => heard.push('one')} />);
    const input = place.firstChild as HTMLInputElement;
    input.click();
    input.value = 'typed';
    await show(<input value="one" aria-hidden={false} />);
    input.click();
    expect([input.value, heard, place.innerHTML]).toEqual(['one', ['one'], '<input aria-hidden="false">']);
  });

  it('lets the browser do its part, whatever a handler returns', async () => {
    await show(<input type="email" onkeydown={() => false as never} />);
    expect(place.firstChild!.dispatchEvent(new Event('keydown', { cancelable: true }))).toBe(true);
  });

  it('makes texts of texts, never markup', async () => {
    expect(await show(<p title={'"><i>'}>{'<img src=x onerror=alert(1)>'}</p>)).toBe(
      '<p title="&quot;&gt;&lt;i&gt;">&lt;img src=x onerror=alert(1)&gt;</p>',
    );
  });
});

describe('hooks', () => {
  it('keep a component its state for as long as it stays, and end what it began', async () => {
    const told: string[] = [];
    let raise = (): void => {};
    const Counter = ({ name }: { name: string }) => {
      const [count, setCount] = useState(() => 1);
      const seen = useRef(0);
      seen.current++;
      raise = () => {
        setCount(count + 1);
        setCount(count + 1);
      };
      useEffect(() => {
        told.push(`begin ${name}`);
        return () => told.push(`end ${name}`) && undefined;
      }, [name]);
      return `${name} ${count} ${seen.current}`;
    };
    expect(await show(<Counter name="a" />)).toBe('a 1 1');
    raise();
    await settled();
    expect(place.innerHTML).toBe('a 2 2');
    expect(await show(<Counter name="b" />)).toBe('b 2 3');
    expect(told).toEqual(['begin a', 'end a', 'begin b']);
    expect(await show(<Counter key="other" name="b" />)).toBe('b 1 1');
    await show(null);
    expect(told.slice(3)).toEqual(['end b', 'begin b', 'end b']);
  });

  it('find the elements drawn, in the order of the tree', async () => {
    const found: string[] = [];
    const Box = ({ children }: { children?: Child }) => {
      const box = useRef<HTMLDivElement | null>(null);
      useEffect(() => void found.push(box.current!.textContent!), []);
      return <div ref={box}>{children}</div>;
    };
    await show(
      <Box>
        a<Box>b</Box>
      </Box>,
    );
    expect(found).toEqual(['ab', 'b']);
  });
});

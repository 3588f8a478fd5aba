import { attempt } from '../safe';
import { type Child, Fragment, type Node } from './jsx-runtime';

type Values = Record<string, unknown>;
type Effect = () => undefined | void | (() => void);

/** What a component keeps between drawings. */
interface Hook {
  current?: unknown;
  set?: (value: unknown) => void;
  needs?: readonly unknown[];
  end?: ReturnType<Effect>;
}

/** Something drawn: an element, a text, or a component, which has no element of its own. */
interface Slot {
  type: Node['type'];
  dom?: Element | Text;
  props: Values;
  kids: Map<unknown, Slot>;
  hooks: Hook[];
}

/** Where the next element goes: before `at`. */
interface Place {
  into: globalThis.Node;
  at: globalThis.Node | null;
}

/** The component that is being drawn, and which of its hooks comes next. */
let current: Slot;
let hook = 0;
let effects: (() => void)[] = [];
let isDue = false;
const drawings = new Set<() => void>();

const newSlot = (type: Node['type']): Slot => ({ type, props: {}, kids: new Map(), hooks: [] });

/** Draws `make` into a place whenever something was told or set. Returns what ends it. */
export const draw = (into: globalThis.Node, make: () => Child): (() => void) => {
  const root = newSlot(make);
  const drawing = (): void => {
    drawSlot(root, {}, { into, at: into.firstChild });
    for (const effect of effects.splice(0)) attempt(effect);
  };
  drawings.add(drawing);
  drawing();
  return () => {
    drawings.delete(drawing);
    drop(root, { into, at: null });
  };
};

/** All is drawn anew, once for all that happens in one breath. */
export const redraw = (): void => {
  if (isDue) return;
  isDue = true;
  queueMicrotask(() => {
    isDue = false;
    for (const drawing of drawings) attempt(drawing);
  });
};

/** All is drawn anew at once, for who reads the result in the same breath. */
export const drawNow = (): void => {
  for (const drawing of drawings) attempt(drawing);
};

const drawSlot = (slot: Slot, props: Values, place: Place): void => {
  const { type } = slot;
  if (typeof type === 'function') {
    current = slot;
    hook = 0;
    drawKids(slot, type(props), place);
    return;
  }
  const dom = (slot.dom ??= make(type));
  if (type) {
    setAll(dom as Element, slot.props, props);
    drawKids(slot, props.children as Child, { into: dom, at: dom.firstChild });
  } else if (props.text !== slot.props.text) (dom as Text).data = props.text as string;
  slot.props = props;
  // It stands where it belongs, be it behind one that will move: what is moved itself loses focus and scrolling.
  if (dom === place.at || dom === place.at?.nextSibling) place.at = dom.nextSibling;
  else place.into.insertBefore(dom, place.at);
};

/** Kids are known again by their key, else by their place among their siblings. */
const drawKids = (slot: Slot, children: Child, place: Place): void => {
  const before = slot.kids;
  const found: [Slot, Values][] = [];
  slot.kids = new Map();
  [children].flat().forEach((child, n) => {
    if (child == null || typeof child === 'boolean' || child === '') return;
    const { type, props, key = `#${n}` } = asNode(child);
    let kid = before.get(key);
    if (kid?.type === type) before.delete(key);
    else kid = newSlot(type);
    slot.kids.set(key, kid!);
    found.push([kid!, props]);
  });
  // First, so that whoever stays is not moved round those who go.
  for (const gone of before.values()) drop(gone, place);
  for (const [kid, props] of found) drawSlot(kid, props, place);
};

const asNode = (child: Exclude<Child, boolean | null | undefined>): Node =>
  Array.isArray(child)
    ? { type: Fragment, props: { children: child } }
    : typeof child === 'object'
      ? (child as Node)
      : { type: '', props: { text: child } };

const make = (type: string): Element | Text =>
  !type
    ? document.createTextNode('')
    : /^(svg|path)$/.test(type)
      ? document.createElementNS('http://www.w3.org/2000/svg', type)
      : document.createElement(type);

const drop = ({ dom, hooks, kids }: Slot, place: Place): void => {
  for (const { end } of hooks) if (end) attempt(end);
  if (dom && dom === place.at) place.at = dom.nextSibling;
  dom?.remove();
  for (const kid of kids.values()) drop(kid, place);
};

const setAll = (element: Element, before: Values, props: Values): void => {
  const own = element as unknown as Values;
  for (const name of Object.keys({ ...before, ...props })) {
    const value = props[name];
    if (name === 'ref') (value as { current: unknown }).current = element;
    else if (name === 'value') {
      // What is typed is the element's own: it is only set where it differs.
      if (own.value !== value) own.value = value ?? '';
    } else if (name !== 'children' && before[name] !== value) {
      // What a handler returns is no answer: false would keep the browser from doing its part.
      if (/^on/.test(name)) own[name] = value ? (event: Event) => void (value as (event: Event) => void)(event) : null;
      else if (value == null || (value === false && !/-/.test(name))) element.removeAttribute(name);
      else element.setAttribute(name, value as string);
    }
  }
};

// Hooks: what a component keeps, in the order in which it asks

const next = (make: () => Hook): Hook => (current.hooks[hook++] ??= make());

/** A value that draws all anew when it is set. */
export const useState = <T>(initial: T | (() => T)): [T, (value: T) => void] => {
  const kept = next(() => ({
    current: initial instanceof Function ? initial() : initial,
    set: (value) => {
      if (kept.current === value) return;
      kept.current = value;
      redraw();
    },
  }));
  return [kept.current as T, kept.set as (value: T) => void];
};

/** A value that nobody draws; as `ref` of an element, the element. */
export const useRef = <T>(initial: T): { current: T } => next(() => ({ current: initial })) as { current: T };

/** Done after the drawing, before it is painted, and again when `needs` are others; what it returns ends it. */
export const useEffect = (effect: Effect, needs?: readonly unknown[]): void => {
  const kept = next(() => ({}));
  if (needs && kept.needs?.every((each, n) => each === needs[n])) return;
  kept.needs = needs ?? [];
  effects.push(() => {
    kept.end?.();
    kept.end = effect();
  });
};

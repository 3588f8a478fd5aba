/** What JSX becomes, and what may stand in it. Names of attributes and handlers are those of the DOM. */

export type Child = Node | string | number | boolean | null | undefined | readonly Child[];

// biome-ignore lint/suspicious/noExplicitAny: each component has props of its own.
export type Component = (props: any) => Child;

/** Something to draw: an element's name, a component, or '' for a text. */
export interface Node {
  type: string | Component;
  props: Record<string, unknown>;
  key?: string | number | undefined;
}

export const jsx = (type: Node['type'], props: Node['props'], key?: Node['key']): Node => ({ type, props, key });
export { jsx as jsxs };

export const Fragment = ({ children }: { children?: Child }): Child => children;

type Handlers<E> = {
  [Name in keyof HTMLElementEventMap as `on${Name}`]?:
    | ((event: HTMLElementEventMap[Name] & { readonly currentTarget: E }) => void)
    | undefined;
};

type Text = string | undefined;

interface Attributes<E> extends Handlers<E> {
  children?: Child;
  ref?: { current: E | null };
  class?: Text;
  lang?: Text;
  role?: Text;
  title?: Text;
  hidden?: boolean;
  id?: Text;
  tabindex?: number;
  value?: string | number;
  [data: `data-${string}` | `aria-${string}`]: string | number | boolean | undefined;
}

type Own<Name extends keyof HTMLElementTagNameMap, More = object> = Attributes<HTMLElementTagNameMap[Name]> & More;

interface Link {
  href: string;
  target?: '_blank' | '_top' | undefined;
  rel: string;
  download?: Text;
}

interface Picture {
  src: string;
  alt: string;
  width?: number | undefined;
  height?: number | undefined;
  loading?: 'lazy';
}

interface Field {
  name?: Text;
  maxlength?: number;
  placeholder?: Text;
  required?: boolean;
}

interface Input extends Field {
  type?: 'email' | 'tel' | 'file' | 'text' | 'date' | 'radio' | 'checkbox';
  inputmode?: 'decimal' | undefined;
  autocomplete?: string | undefined;
  multiple?: boolean;
  checked?: boolean;
}

interface Elements {
  a: Own<'a', Link>;
  b: Own<'b'>;
  button: Own<'button', { type: 'button' | 'submit'; disabled?: boolean }>;
  dialog: Own<'dialog', { open?: boolean }>;
  div: Own<'div'>;
  fieldset: Own<'fieldset'>;
  form: Own<'form', { novalidate?: boolean }>;
  h2: Own<'h2'>;
  header: Own<'header'>;
  i: Own<'i'>;
  img: Own<'img', Picture>;
  input: Own<'input', Input>;
  label: Own<'label', { for?: Text }>;
  legend: Own<'legend'>;
  li: Own<'li'>;
  ol: Own<'ol'>;
  option: Own<'option', { selected?: boolean; disabled?: boolean }>;
  p: Own<'p'>;
  path: { d: string };
  progress: Own<'progress', { max?: number }>;
  select: Own<'select', Field>;
  section: Own<'section'>;
  small: Own<'small'>;
  span: Own<'span'>;
  svg: { viewBox: string; class: string; 'aria-hidden': 'true'; children: Child };
  textarea: Own<'textarea', Field & { rows: number; enterkeyhint?: 'send' }>;
  time: Own<'time', { datetime: string }>;
  ul: Own<'ul'>;
}

/** The compiler's: a global of this name would be looked for elsewhere. */
export declare namespace JSX {
  type Element = Child;
  type ElementType = keyof Elements | Component;
  interface ElementChildrenAttribute {
    children: unknown;
  }
  interface IntrinsicAttributes {
    key?: string | number;
  }
  type IntrinsicElements = { [Name in keyof Elements]: Elements[Name] & IntrinsicAttributes };
}

import type { Bag } from './types';

const IGNORED = '[data-otklik-ignore]';
/** Never read: what a person types, and what is no text. */
const UNREAD = IGNORED + ',input,textarea,select,[contenteditable],script,style';

/** Attributes, not fields: a form's own input may be called `id` or `name`. */
export const attribute = (element: Element | null, name: string): string | undefined =>
  element?.getAttribute(name) || undefined;

/** Inside an ignored element, also through shadow roots. */
export const isIgnored = (element: Element): boolean => {
  const { host } = element.getRootNode() as ShadowRoot;
  return !!element.closest(IGNORED) || (!!host && isIgnored(host));
};

/** The element an event began in, also inside an open shadow root. */
export const origin = (event: Event): Element => event.composedPath()[0] as Element;

/** Text as people see it, without what is typed or ignored. */
export const textOf = (node: Node): string => {
  if (node.nodeType == 3) return (node as Text).data;
  return (node as Partial<Element>).matches?.(UNREAD) ? '' : [...node.childNodes].map(textOf).join(' ');
};

export const describe = (element: Element): Bag => ({
  element: element.localName,
  name: attribute(element, 'data-otklik-click'),
  text: textOf(element).replace(/\s+/g, ' ').trim().slice(0, 100) || undefined,
  id: attribute(element, 'id'),
  href: attribute(element, 'href'),
  classes: attribute(element, 'class'),
});

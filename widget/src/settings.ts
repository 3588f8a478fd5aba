import { attempt } from './safe';

const script = document.currentScript as HTMLScriptElement | null;

/** What the script tag that brought us says in its `data-…`. Module-wide: there is one tracker on a page. */
export const data: DOMStringMap = script?.dataset || {};

/** Our server: beside the script (a path prefix is kept), or under `data-host` (its path prefix ends with a slash). */
export const base = attempt(() => new URL('.', data.host || script!.src).href)!;

export let writeKey = data.key;
export let library = 'otklik.js';

/** Is something recorded by itself? Everything is, but what `data-…="off"` switches off. */
export const isOn = (what: 'pages' | 'clicks' | 'forms' | 'capture'): boolean => data[what] != 'off';

/** For the Carrot Quest door: its key comes by `connect`, its names are the other product's. */
export const connectAs = (name: string, key: string): void => {
  library = name;
  writeKey ||= key;
};

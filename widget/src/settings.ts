import { attempt } from './safe';

const script = document.currentScript as HTMLScriptElement | null;

/** What the script tag that brought us says in its `data-…`. Module-wide: there is one tracker on a page. */
export const data: DOMStringMap = script?.dataset || {};

/** Our door: where the script came from (path prefix kept), or `data-host`. */
export const endpoint = attempt(() =>
  data.host ? data.host.replace(/\/*$/, '/v1/b') : new URL('v1/b', script!.src).href,
)!;

export let writeKey = data.key;
export let library = 'otklik.js';

/** Is something recorded by itself? Everything is, but what `data-…="off"` switches off. */
export const isOn = (what: 'pages' | 'clicks' | 'forms' | 'capture'): boolean => data[what] != 'off';

/** For the Carrot Quest door: its key comes by `connect`, its names are the other product's. */
export const connectAs = (name: string, key: string): void => {
  library = name;
  writeKey ||= key;
};

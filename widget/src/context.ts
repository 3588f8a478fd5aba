import { library } from './settings';
import { getCookie } from './storage';
import type { Bag } from './types';

export const VERSION = '0.1.0';

/** Where the person came from to the page shown now; in a single-page app the page before. */
let referrer = document.referrer;
export const setReferrer = (url: string): void => {
  referrer = url;
};

export const page = (): Bag => {
  const { href: url, pathname: path, search } = location;
  return { url, path, title: document.title, referrer, search };
};

/** Context of one item: it may be sent from a later page than it was made on. */
export const itemContext = (): Bag => {
  const campaign: Bag = {};
  // _ga is GA1.2.<client id>.
  const ids: Bag = { ga_client_id: getCookie('_ga')?.slice(6), ym_client_id: getCookie('_ym_uid') };
  new URLSearchParams(location.search).forEach((value, key) => {
    const utm = /^utm_(.+)/.exec(key)?.[1];
    if (utm) campaign[utm == 'campaign' ? 'name' : utm] = value;
    if (/^(g|y|ym|fb)clid$/.test(key)) ids[key] = value;
  });
  return { page: page(), campaign, ids };
};

/** Context common to a batch: the device. The server reads address and user agent from the request. */
export const batchContext = (): Bag => {
  const { width, height } = screen;
  const { language, userAgentData } = navigator as Navigator & { userAgentData?: unknown };
  return {
    locale: language,
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    screen: { width, height, density: devicePixelRatio },
    userAgentData,
    library: { name: library, version: VERSION },
  };
};

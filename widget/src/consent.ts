import { data } from './settings';
import { getCookie, load } from './storage';

export const OPT_OUT = 'otklik_optout';
export const CONSENT = 'otklik_consent';

const isDoNotTrackAsked = (): unknown =>
  navigator.doNotTrack == '1' || (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl;

/** The person, or his browser where the site respects it, said no: nothing is sent nor stored. */
export const isRefused = (): unknown =>
  load(OPT_OUT) ||
  getCookie('carrotquest_notrack') == '1' ||
  load(CONSENT) == '0' ||
  (data.dnt == 'respect' && isDoNotTrackAsked());

/** Nothing was said yet where a word is needed, or the browser only prepares the page: calls wait in memory. */
export const isAwaited = (): unknown =>
  (document as { prerendering?: boolean }).prerendering || (data.consent == 'required' && load(CONSENT) != '1');

export const isAllowed = (): boolean => !isRefused() && !isAwaited();

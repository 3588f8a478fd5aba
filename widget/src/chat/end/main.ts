import card from '../card/card.css?inline';
import { End } from './End';
import own from './end.css?inline';

const css = card + own;
const all = { End, css, build: __BUILD__ };

/** What stands at the end of a conversation: that it is closed, the rating, the way of it to his mail. */
export type EndFile = typeof all;

/** Handed over as the panel is. */
Object.assign(document.currentScript!, { brought: all });

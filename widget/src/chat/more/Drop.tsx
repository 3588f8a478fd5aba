import { texts } from './texts';

/** Lies over the chat while files are held above it. */
export const Drop = () => <div class="drop">{texts.drop}</div>;

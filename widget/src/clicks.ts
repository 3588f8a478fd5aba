import { describe, isIgnored, origin } from './elements';
import { track } from './record';
import { listen } from './safe';

const WATCHED = 'a,button,[role=button],[type=submit],[type=button],[data-otklik-click]';

export const startClicks = (): void => {
  listen('click', (event) => {
    const element = origin(event).closest(WATCHED);
    if (element && !isIgnored(element)) track('$element_clicked', describe(element));
  });
};

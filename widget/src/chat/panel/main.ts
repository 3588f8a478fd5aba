import type { Later } from '../types';
import { Panel } from './Panel';
import css from './panel.css?inline';

export interface PanelFile extends Later {
  Panel: typeof Panel;
}

/** Handed to the chat, which brought this file and lends it what they share (`borrowed.ts`), on the script element itself. */
Object.assign(document.currentScript!, { brought: { Panel, css, build: __BUILD__ } satisfies PanelFile });

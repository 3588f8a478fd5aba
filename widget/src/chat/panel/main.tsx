import { Panel } from './Panel';
import css from './panel.css?inline';

export interface PanelFile {
  Panel: typeof Panel;
  css: string;
  build: string;
}

/** Handed to the chat, which brought this file and lends it what they share (`shared.ts`), on the script element itself. */
Object.assign(document.currentScript!, { panel: { Panel, css, build: __BUILD__ } satisfies PanelFile });

import type { PanelFile } from './panel/main';
import * as shared from './shared';

type Brought = HTMLScriptElement & { otklik?: typeof shared; panel?: PanelFile };

let panel: Promise<PanelFile> | undefined;

/** The open chat's part, fetched when it is about to be needed. What failed is tried again at the next call. */
export const loadPanel = (base: string): Promise<PanelFile> => {
  panel ??= new Promise((resolve, reject) => {
    const script: Brought = document.createElement('script');
    script.otklik = shared;
    script.src = `${base}chat-panel.js`;
    script.onload = script.onerror = () => {
      script.remove();
      if (script.panel) resolve(script.panel);
      else reject(new Error('chat-panel.js'));
    };
    document.head.append(script);
  });
  panel.catch(() => {
    panel = undefined;
  });
  return panel;
};

import type { EndFile } from './end/main';
import type { MoreFile } from './more/main';
import type { PanelFile } from './panel/main';
import { shared } from './shared';
import type { Carrier, Language, Later } from './types';

/** The files that come when they are needed, one a language. */
export interface Brought {
  panel: PanelFile;
  more: MoreFile;
  end: EndFile;
}

export interface Loader {
  /** The file if it is here. */
  has<Name extends keyof Brought>(name: Name): Brought[Name] | undefined;
  /** Fetches it, once. What failed may be tried again a little later. */
  bring<Name extends keyof Brought>(name: Name): Promise<Brought[Name]>;
}

const AGAIN_MS = 3000;

/** `onFile` hears of each file before anybody uses it, and throws when it does not fit. */
export const makeLoader = (base: string, language: () => Language, onFile: (file: Later) => void): Loader => {
  const here: Record<string, Later> = {};
  const coming: Record<string, Promise<Later>> = {};
  const keyOf = (name: string): string => `${name}-${language()}`;
  const load = (key: string): Promise<Later> =>
    new Promise((resolve, reject) => {
      const script: Carrier = document.createElement('script');
      script.otklik = shared;
      script.src = `${base}chat-${key}.js`;
      script.onload = script.onerror = () => {
        script.remove();
        try {
          const { brought } = script;
          onFile(brought!);
          resolve((here[key] = brought!));
        } catch (fault) {
          setTimeout(() => delete coming[key], AGAIN_MS);
          reject(fault);
        }
      };
      document.head.append(script);
    });
  return {
    has: (name) => here[keyOf(name)] as never,
    bring: (name) => (coming[keyOf(name)] ??= load(keyOf(name))) as never,
  };
};

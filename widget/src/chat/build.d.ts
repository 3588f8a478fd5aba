declare module '*.css?inline' {
  const text: string;
  export default text;
}

/** Tells one build of the chat from another: its files must be of one. */
declare const __BUILD__: string;

/** Of the files that are built for each language: which. */
declare const __LANGUAGE__: 'en' | 'ru' | undefined;

/** Not in every browser: what says that somebody asked to close what is open, by Back on a phone. */
interface Window {
  readonly CloseWatcher?: new () => { onclose: (() => void) | null; destroy: () => void };
}

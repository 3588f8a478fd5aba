declare module '*.css?inline' {
  const text: string;
  export default text;
}

/** Tells one build of the chat from another: its two files must be of one. */
declare const __BUILD__: string;

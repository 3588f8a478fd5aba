import 'i18next';
import type en from './en';
import type messages from './en/messages.json';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en & { messages: typeof messages } };
    returnNull: false;
  }
}

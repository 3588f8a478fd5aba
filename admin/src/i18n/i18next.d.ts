import 'i18next';
import type en from './en';
import type builder from './en/builder.json';
import type chain from './en/chain.json';
import type incoming from './en/incoming.json';
import type letters from './en/letters.json';
import type mail from './en/mail.json';
import type mailing from './en/mailing.json';
import type messages from './en/messages.json';
import type popups from './en/popups.json';
import type promo from './en/promo.json';
import type rehearsal from './en/rehearsal.json';
import type report from './en/report.json';
import type results from './en/results.json';
import type sending from './en/sending.json';
import type triggers from './en/triggers.json';
import type watch from './en/watch.json';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: {
      translation: typeof en & {
        builder: typeof builder;
        chain: typeof chain;
        incoming: typeof incoming;
        letters: typeof letters;
        mail: typeof mail;
        mailing: typeof mailing;
        messages: typeof messages;
        popups: typeof popups;
        rehearsal: typeof rehearsal;
        promo: typeof promo;
        report: typeof report;
        results: typeof results;
        sending: typeof sending;
        triggers: typeof triggers;
        watch: typeof watch;
      };
    };
    returnNull: false;
  }
}

import i18next from 'i18next';

/** Texts that come with the pages that show them: `part` is the key they stand under. */
export const PARTS = {
  builder: { ru: () => import('./ru/builder.json'), en: () => import('./en/builder.json') },
  chain: { ru: () => import('./ru/chain.json'), en: () => import('./en/chain.json') },
  incoming: { ru: () => import('./ru/incoming.json'), en: () => import('./en/incoming.json') },
  letters: { ru: () => import('./ru/letters.json'), en: () => import('./en/letters.json') },
  mail: { ru: () => import('./ru/mail.json'), en: () => import('./en/mail.json') },
  mailing: { ru: () => import('./ru/mailing.json'), en: () => import('./en/mailing.json') },
  messages: { ru: () => import('./ru/messages.json'), en: () => import('./en/messages.json') },
  popups: { ru: () => import('./ru/popups.json'), en: () => import('./en/popups.json') },
  rehearsal: { ru: () => import('./ru/rehearsal.json'), en: () => import('./en/rehearsal.json') },
  report: { ru: () => import('./ru/report.json'), en: () => import('./en/report.json') },
  sending: { ru: () => import('./ru/sending.json'), en: () => import('./en/sending.json') },
  triggers: { ru: () => import('./ru/triggers.json'), en: () => import('./en/triggers.json') },
  watch: { ru: () => import('./ru/watch.json'), en: () => import('./en/watch.json') },
  results: { ru: () => import('./ru/results.json'), en: () => import('./en/results.json') },
  promo: { ru: () => import('./ru/promo.json'), en: () => import('./en/promo.json') },
} as const;
export type Part = keyof typeof PARTS;

const shown = new Set<Part>();
let tellStarted = (): void => undefined;
/** The first page is read while the translations still start. */
const started = new Promise<void>((resolve) => {
  tellStarted = resolve;
});

/** From here on parts may be loaded: the language is known. */
export const partsMayCome = (): void => tellStarted();

async function load(part: Part, language: 'ru' | 'en'): Promise<void> {
  if (i18next.getResource(language, 'translation', part) !== undefined) return;
  const texts = await PARTS[part][language]();
  i18next.addResourceBundle(language, 'translation', { [part]: texts.default }, true);
}

/** The parts that some page has shown, in another language. */
export async function loadShownParts(language: 'ru' | 'en'): Promise<void> {
  await Promise.all([...shown].map((part) => load(part, language)));
}

/** A lazy page or component that needs parts: they come beside its code. */
export function withTexts<T>(parts: readonly Part[], read: () => Promise<T>): () => Promise<T> {
  return async () => {
    for (const part of parts) shown.add(part);
    const texts = started.then(() => Promise.all(parts.map((part) => load(part, i18next.language as 'ru' | 'en'))));
    const [module] = await Promise.all([read(), texts]);
    return module;
  };
}

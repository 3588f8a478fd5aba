/** Words that the API may say; what is newer than this page is shown as it stands. */
const STATES = ['new', 'connecting', 'fetching', 'waiting', 'trouble', 'off'] as const;
const TROUBLES = [
  'no_connection',
  'forbidden',
  'no_tls',
  'refused',
  'no_folder',
  'broken',
  'locked',
  'untrusted_certificate',
  'other_certificate',
] as const;
const REASONS = [
  'too_large',
  'unreadable',
  'no_sender',
  'own',
  'loop',
  'list',
  'duplicate',
  'auto_reply',
  'blocked',
  'empty',
  'erased',
  'spoofed',
  'operator',
  'unclaimed',
  'gone',
  'broken',
] as const;
const USES = ['sent', 'junk', 'trash', 'drafts', 'archive', 'all'] as const;

function among<Word extends string>(words: readonly Word[]) {
  return (text: string): text is Word => (words as readonly string[]).includes(text);
}

export const isState = among(STATES);
export const isTrouble = among(TROUBLES);
export const isReason = among(REASONS);
export const isUse = among(USES);

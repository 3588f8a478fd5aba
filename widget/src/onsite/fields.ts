import type { Answer, Block, ConsentBlock, FieldBlock, Page } from './types';

/** What is wrong with an answer, by the name of the word for it. */
export type Wrong = 'required' | 'email' | 'phone' | 'number' | 'date' | 'long' | 'consent';

/** As the server: a rough look, so that nobody is turned away whose address is only unusual. */
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/;
const PHONE = /^\+?[\d\s().-]{5,30}$/;
const NUMBER = /^[+-]?\d+([.,]\d+)?$/;
const LONGEST: Partial<Record<FieldBlock['type'], number>> = { email: 254, phone: 40, long_text: 5000 };

export const longestOf = (type: FieldBlock['type']): number => LONGEST[type] ?? 1000;

/** The fault of one answer; undefined: it can be sent. */
export const faultOf = ({ type, required }: FieldBlock, answer: Answer | undefined): Wrong | undefined => {
  const value = Array.isArray(answer) ? answer.join() : (answer ?? '').trim();
  if (!value) return required ? 'required' : undefined;
  if (value.length > longestOf(type)) return 'long';
  if (type === 'email') return EMAIL.test(value) ? undefined : 'email';
  if (type === 'phone') return PHONE.test(value) && value.replace(/\D/g, '').length >= 5 ? undefined : 'phone';
  if (type === 'number') return NUMBER.test(value) ? undefined : 'number';
  if (type === 'date') return Number.isNaN(Date.parse(value)) ? 'date' : undefined;
  return undefined;
};

/** As it is sent: texts without the space around, numbers as numbers, nothing of what was not answered. */
export const valueOf = ({ type }: FieldBlock, answer: Answer | undefined): Answer | number | undefined => {
  if (Array.isArray(answer)) return answer.length ? answer : undefined;
  const value = answer?.trim();
  return value && type === 'number' ? Number(value.replace(',', '.')) : value || undefined;
};

export const isField = (block: Block): block is FieldBlock => block.kind === 'field';
export const isConsent = (block: Block): block is ConsentBlock => block.kind === 'consent';

/** Faults of a page: by the name of a field, a consent's by its place among the blocks. */
export const faultsOf = (
  { blocks }: Page,
  answers: Record<string, Answer>,
  isTicked: (block: number) => boolean,
): Record<string, Wrong> => {
  const faults: Record<string, Wrong> = {};
  blocks.forEach((block, n) => {
    const wrong = isField(block) && faultOf(block, answers[block.name]);
    if (wrong) faults[block.name] = wrong;
    if (isConsent(block) && block.required && !isTicked(n)) faults[`#${n}`] = 'consent';
  });
  return faults;
};

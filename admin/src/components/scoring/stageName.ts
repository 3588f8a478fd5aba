import type { Stage } from '@/lib/api/scoring';
import type { Language } from '@/lib/api/types';

export function stageName({ name }: Stage, language: string): string {
  return typeof name === 'string' ? name : name[language as Language];
}

/** The stage called otherwise in this language; the other one keeps its word. */
export function renamed(stage: Stage, language: string, text: string): Stage {
  const { name } = stage;
  return { ...stage, name: typeof name === 'string' ? text : { ...name, [language]: text } };
}

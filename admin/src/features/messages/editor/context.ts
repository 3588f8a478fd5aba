import { createContext, useContext } from 'react';
import type { Fault } from '@/lib/api/errors';
import type { Content } from '../api/graph';
import type { ScenarioDetails } from '../api/types';
import type { Step } from './model';
import type { Editing } from './useEditing';
import type { Checked } from './useFaults';

/** What every step of the editor works with. */
export interface MessageContext {
  scenario: ScenarioDetails;
  editing: Editing;
  /** What is being said: as it is written, else as it was kept. */
  content: Content;
  checked: Checked;
  canWrite: boolean;
  step: Step;
  go: (step: Step) => void;
  faultsOf: (step: Step) => Fault[];
}

const Context = createContext<MessageContext | null>(null);
export const MessageContextProvider = Context;

export function useMessage(): MessageContext {
  const context = useContext(Context);
  if (context === null) throw new Error('useMessage outside of the editor');
  return context;
}

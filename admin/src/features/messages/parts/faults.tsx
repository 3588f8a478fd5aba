import i18next from 'i18next';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type Editing, EditingContext, useFaults } from '@/components/conditions/context';
import type enConditions from '@/i18n/en/conditions.json';
import type en from '@/i18n/en/messages.json';
import type { Fault } from '@/lib/api/errors';
import classes from './parts.module.css';

/** "graph.entry.triggers[0]" as it stands in the graph. */
const inGraph = (path: string): string => path.replace(/^graph\.?/, '');

export const graphFaults = (faults: readonly Fault[]): Fault[] =>
  faults.map((fault) => ({ ...fault, path: inGraph(fault.path) }));

/** A fault in the reader's words; the server's own where we have none. */
export function useFaultText(): (fault: Fault) => string {
  const { t } = useTranslation();
  return (fault) => {
    const code = fault.code.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
    if (i18next.exists(`messages.fault.${code}`)) return t(`messages.fault.${code as keyof typeof en.fault}`);
    if (i18next.exists(`conditions.fault.${code}`))
      return t(`conditions.fault.${code as keyof typeof enConditions.fault}`);
    return fault.message;
  };
}

interface FaultsInProps {
  faults: readonly Fault[];
  children: ReactNode;
}

/** Below it every field finds the faults of its own place. */
export function FaultsIn({ faults, children }: FaultsInProps) {
  const editing = useMemo<Editing>(
    () => ({
      faults,
      gaps: new Set(faults.filter(({ code }) => code === 'missing' || code === 'empty').map(({ path }) => path)),
      ownId: undefined,
      dragged: null,
      drag: () => undefined,
      move: () => undefined,
    }),
    [faults],
  );
  return <EditingContext value={editing}>{children}</EditingContext>;
}

interface FaultsAtProps {
  path: string;
  /** Places below that show their own. */
  parts?: readonly string[];
}

/** What is wrong here, under what it is about. */
export function FaultsAt({ path, parts = [] }: FaultsAtProps) {
  const faults = useFaults(path, parts);
  const textOf = useFaultText();
  if (faults.length === 0) return null;
  return (
    <div role="alert" className={classes.faults}>
      {faults.map((fault) => (
        <span key={`${fault.path} ${fault.code}`}>{textOf(fault)}</span>
      ))}
    </div>
  );
}

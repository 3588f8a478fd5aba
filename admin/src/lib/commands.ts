import type { Icon } from '@tabler/icons-react';
import { useEffect, useRef, useSyncExternalStore } from 'react';

/** Something the page on the screen can do; the command bar offers it first. */
export interface Command {
  id: string;
  label: string;
  icon: Icon;
  /** The key that does the same. */
  keys?: string;
  run: () => void;
}
export interface CommandGroup {
  title: string;
  commands: readonly Command[];
}

let shown: CommandGroup | null = null;
const watchers = new Set<() => void>();

function show(group: CommandGroup | null): void {
  shown = group;
  for (const watcher of watchers) watcher();
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

/** What the page on the screen can do. */
export function useShownCommands(): CommandGroup | null {
  return useSyncExternalStore(watch, () => shown);
}

/** Offers commands for as long as the page is there. */
export function useCommands(title: string, commands: readonly Command[]): void {
  const latest = useRef(commands);
  useEffect(() => {
    latest.current = commands;
  });
  // Names change with the language and the state; what they do is always the latest.
  const names = commands.map(({ id, label }) => `${id}:${label}`).join('|');
  useEffect(() => {
    const own = latest.current.map((command) => ({
      ...command,
      run: () => latest.current.find(({ id }) => id === command.id)?.run(),
    }));
    const group = own.length > 0 && names ? { title, commands: own } : null;
    show(group);
    return () => {
      if (shown === group) show(null);
    };
  }, [title, names]);
}

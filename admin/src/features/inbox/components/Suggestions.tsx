import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language } from '@/lib/api/types';
import { commandsQuery, operatorsQuery, repliesQuery } from '../api';
import type { SavedReply, SlashCommand } from '../api/types';
import classes from '../styles/composer.module.css';
import { findTrigger, type Trigger } from '../text/parse';

export type Suggestion =
  | { kind: 'text'; text: string; from: number }
  | { kind: 'reply'; reply: SavedReply; from: number };

interface Option {
  key: string;
  title: string;
  text: string;
  suggestion: Suggestion;
}

const MOST = 12;

interface Asked {
  text: string;
  caret: number;
  isNote: boolean;
}

export interface SuggestionState {
  options: Option[];
  index: number;
  setIndex: (index: number) => void;
  dismiss: () => void;
  /** Whether the key was for the list. */
  press: (event: KeyboardEvent, take: (chosen: Suggestion) => void) => boolean;
}

const has = (text: string, query: string): boolean => text.toLocaleLowerCase().includes(query.toLocaleLowerCase());

/** Saved replies after `#`, commands after `/`, colleagues after `@` in a note. */
export function useSuggestions({ text, caret, isNote }: Asked): SuggestionState {
  const { t, i18n } = useTranslation();
  const [dismissed, setDismissed] = useState('');
  const [index, setIndex] = useState(0);
  const reply = findTrigger(text, caret, '#');
  const command = findTrigger(text, caret, '/');
  const mention = isNote ? findTrigger(text, caret, '@') : null;
  const replies = useQuery({ ...repliesQuery, enabled: reply !== null }).data;
  const commands = useQuery(commandsQuery).data;
  const operators = useQuery(operatorsQuery).data;
  const place = text.slice(0, caret);
  const options = useMemo<Option[]>(() => {
    if (place === dismissed) return [];
    if (command) return ofCommands(command, commands ?? [], i18n.language === 'ru' ? 'ru' : 'en');
    if (mention) return ofMembers(mention, operators ?? [], (state) => t(`inbox.state.${state}`));
    return reply ? ofReplies(reply, replies ?? []) : [];
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the triggers follow from the text before the caret
  }, [place, dismissed, isNote, replies, commands, operators, t, i18n.language]);
  const at = Math.min(index, Math.max(0, options.length - 1));
  const dismiss = (): void => {
    setDismissed(place);
    setIndex(0);
  };
  const press: SuggestionState['press'] = (event, take) => {
    const chosen = options[at];
    if (!chosen || event.ctrlKey || event.metaKey) return false;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp')
      setIndex((at + (event.key === 'ArrowDown' ? 1 : options.length - 1)) % options.length);
    else if (event.key === 'Enter' || event.key === 'Tab') take(chosen.suggestion);
    else if (event.key === 'Escape') dismiss();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  return { options, index: at, setIndex, dismiss, press };
}

function ofCommands({ from, query }: Trigger, commands: readonly SlashCommand[], language: Language): Option[] {
  return commands
    .filter(({ name, title }) => has(name, query) || has(title[language], query))
    .map(({ name, title, hint }) => ({
      key: name,
      title: `/${name} ${hint}`.trim(),
      text: title[language],
      suggestion: { kind: 'text', text: `/${name} `, from },
    }));
}

function ofMembers(
  { from, query }: Trigger,
  members: readonly { id: number; name: string; state: 'online' | 'away' | 'offline' }[],
  stateText: (state: 'online' | 'away' | 'offline') => string,
): Option[] {
  return members
    .filter(({ name }) => has(name, query))
    .slice(0, MOST)
    .map(({ id, name, state }) => ({
      key: String(id),
      title: name,
      text: stateText(state),
      suggestion: { kind: 'text', text: `@${name} `, from },
    }));
}

function ofReplies({ from, query }: Trigger, replies: readonly SavedReply[]): Option[] {
  return replies
    .filter(({ title, shortcut, body }) => has(title, query) || has(shortcut, query) || has(body, query))
    .sort((one, other) => Number(has(other.shortcut, query)) - Number(has(one.shortcut, query)))
    .slice(0, MOST)
    .map((reply) => ({
      key: String(reply.id),
      title: reply.shortcut ? `${reply.title} · #${reply.shortcut}` : reply.title,
      text: reply.body,
      suggestion: { kind: 'reply', reply, from },
    }));
}

export function Suggestions({ state, onTake }: { state: SuggestionState; onTake: (chosen: Suggestion) => void }) {
  const { t } = useTranslation();
  if (state.options.length === 0) return null;
  return (
    <div className={classes.suggest} role="listbox" aria-label={t('inbox.suggestions')}>
      {state.options.map((option, index) => (
        <button
          key={option.key}
          type="button"
          role="option"
          aria-selected={index === state.index}
          className={classes.option}
          // The text field keeps the caret.
          onMouseDown={(event) => event.preventDefault()}
          onMouseEnter={() => state.setIndex(index)}
          onClick={() => onTake(option.suggestion)}
        >
          {option.title}
          <small>{option.text}</small>
        </button>
      ))}
    </div>
  );
}

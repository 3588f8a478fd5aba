import { Popover } from '@mantine/core';
import { IconCheck, IconPlus } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactElement, type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from '../styles/picker.module.css';

export interface Choice {
  key: string;
  label: string;
  icon?: ReactNode;
  /** Beside the label: a state, a key. */
  note?: ReactNode;
  /** Stands above the first of its group. */
  group?: string;
  isOn?: boolean;
  /** What else it is found by. */
  words?: string;
}

export interface PopupProps {
  isOpen?: boolean | undefined;
  onToggle?: ((isOpen: boolean) => void) | undefined;
  /** The button that opens it. */
  children: (toggle: () => void) => ReactElement;
}

/** A small dialog below its button, opened by it or by a key. */
export function Popup({ isOpen, onToggle, children, width, body }: PopupProps & { width: number; body: ReactNode }) {
  const [own, setOwn] = useState(false);
  const opened = isOpen ?? own;
  const change = onToggle ?? setOwn;
  return (
    <Popover opened={opened} onChange={change} width={width} position="bottom-end" shadow="md" trapFocus returnFocus>
      <Popover.Target>{children(() => change(!opened))}</Popover.Target>
      <Popover.Dropdown p={0}>{body}</Popover.Dropdown>
    </Popover>
  );
}

interface PickerProps {
  label: string;
  choices: readonly Choice[];
  onPick: (key: string) => void;
  /** Makes a new one of the words typed, where none is called so. */
  onCreate?: ((text: string) => void) | undefined;
}

const has = (choice: Choice, words: string): boolean =>
  `${choice.label} ${choice.words ?? ''}`.toLocaleLowerCase().includes(words);

/** One of many, found by a few letters: arrows and Enter, or the mouse. */
export function Picker({ label, choices, onPick, onCreate }: PickerProps) {
  const { t } = useTranslation();
  const id = useId();
  const [text, setText] = useState('');
  const [index, setIndex] = useState(0);
  const words = text.trim().toLocaleLowerCase();
  const found: Choice[] = choices.filter((choice) => has(choice, words));
  const isNew = words !== '' && !choices.some((choice) => choice.label.toLocaleLowerCase() === words);
  if (onCreate && isNew)
    found.push({ key: '', label: t('inbox.create', { name: text.trim() }), icon: <IconPlus size={15} /> });
  const at = Math.min(index, found.length - 1);
  const take = (choice: Choice): void => {
    if (choice.key === '') onCreate?.(text.trim());
    else onPick(choice.key);
    setText('');
  };
  const press = (event: KeyboardEvent): void => {
    const chosen = found[at];
    if (event.key === 'ArrowDown') setIndex((at + 1) % Math.max(1, found.length));
    else if (event.key === 'ArrowUp') setIndex((at + found.length - 1) % Math.max(1, found.length));
    else if (event.key === 'Enter' && chosen) take(chosen);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <input
        data-autofocus
        className={classes.search}
        role="combobox"
        aria-expanded
        aria-controls={id}
        aria-activedescendant={found[at] && `${id}-${at}`}
        aria-label={label}
        placeholder={label}
        autoComplete="off"
        maxLength={60}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setIndex(0);
        }}
        onKeyDown={press}
      />
      <div id={id} className={classes.choices} role="listbox" aria-label={label}>
        {found.map((choice, place) => (
          <div key={choice.key} role="presentation">
            {choice.group !== undefined && choice.group !== found[place - 1]?.group && (
              <div className={classes.group} role="presentation">
                {choice.group}
              </div>
            )}
            <div
              id={`${id}-${place}`}
              role="option"
              aria-selected={place === at}
              className={classes.choice}
              onMouseMove={() => setIndex(place)}
              // The field keeps the caret.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => take(choice)}
            >
              {choice.icon}
              <span className={classes.label}>{choice.label}</span>
              {choice.note && <span className={classes.note}>{choice.note}</span>}
              {choice.isOn && <IconCheck size={15} className={classes.on} />}
            </div>
          </div>
        ))}
        {found.length === 0 && <div className={classes.none}>{t('inbox.nothingFound')}</div>}
      </div>
    </>
  );
}

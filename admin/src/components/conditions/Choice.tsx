import { Combobox, Text, useCombobox } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './Choice.module.css';

export interface Option {
  value: string;
  label: string;
  /** Shown dimmed beside it, found by the search. */
  hint?: string;
  group?: string;
  icon?: ReactNode;
}

interface ChoiceProps {
  /** What is chosen here, for those who do not see the sentence. */
  label: string;
  value: string;
  options: readonly Option[];
  onChange: (value: string) => void;
  placeholder?: string;
  /** Long lists are searched. */
  isSearched?: boolean;
  /** Takes a name that is not in the list; the text of the offer. */
  offer?: (search: string) => string;
  tone?: 'name' | 'plain' | 'not';
  path?: string;
  gap?: { 'data-gap'?: true };
  target?: ReactNode;
  targetClass?: string | undefined;
}

const SHOWN = 80;

function fits(option: Option, words: string[]): boolean {
  const text = `${option.label} ${option.hint ?? ''} ${option.value}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

/** Options in their groups, in the order of first mention. */
function grouped(options: readonly Option[]): [string, Option[]][] {
  const groups = new Map<string, Option[]>();
  for (const option of options) {
    const key = option.group ?? '';
    groups.set(key, [...(groups.get(key) ?? []), option]);
  }
  return [...groups];
}

/** A word of the sentence that can be chosen anew. */
export function Choice(props: ChoiceProps) {
  const { label, value, options, onChange, placeholder, isSearched = false, tone = 'plain', gap } = props;
  const { t } = useTranslation();
  const [search, setSearch] = useState('');
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      setSearch('');
    },
    onDropdownOpen: () => {
      if (isSearched) combobox.focusSearchInput();
      else combobox.selectActiveOption();
    },
  });
  const chosen = options.find((option) => option.value === value);
  const shown = chosen?.label ?? (value || (placeholder ?? t('conditions.choose')));
  return (
    <Combobox
      store={combobox}
      position="bottom-start"
      width={isSearched ? 340 : 'max-content'}
      shadow="md"
      transitionProps={{ duration: 0 }}
      onOptionSubmit={(next) => {
        combobox.closeDropdown();
        combobox.focusTarget();
        onChange(next);
      }}
    >
      <Combobox.Target targetType="button">
        <button
          type="button"
          className={props.targetClass ?? classes.word}
          data-tone={tone}
          {...gap}
          aria-label={props.target === undefined ? `${label}: ${shown}` : undefined}
          onClick={() => combobox.toggleDropdown()}
        >
          {props.target ?? (
            <>
              <span className={classes.wordText}>{shown}</span>
              <IconChevronDown size={13} stroke={1.8} aria-hidden />
            </>
          )}
        </button>
      </Combobox.Target>
      <Combobox.Dropdown className={classes.dropdown}>
        {isSearched && (
          <Combobox.Search
            value={search}
            onChange={(event) => {
              setSearch(event.currentTarget.value);
              combobox.updateSelectedOptionIndex();
            }}
            placeholder={t('conditions.find')}
            aria-label={`${label}: ${t('conditions.find')}`}
          />
        )}
        {combobox.dropdownOpened && <Options {...props} search={search} />}
      </Combobox.Dropdown>
    </Combobox>
  );
}

function Options({ label, value, options, offer, search }: ChoiceProps & { search: string }) {
  const { t } = useTranslation();
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = options.filter((option) => fits(option, words));
  const text = search.trim();
  const hasOffer = offer !== undefined && text !== '' && !options.some((option) => option.value === text);
  return (
    <Combobox.Options aria-label={label} mah={340} style={{ overflowY: 'auto' }}>
      {grouped(found.slice(0, SHOWN)).map(([group, items]) =>
        group ? (
          <Combobox.Group key={group} label={group}>
            {items.map((option) => (
              <Line key={option.value} option={option} isChosen={option.value === value} />
            ))}
          </Combobox.Group>
        ) : (
          items.map((option) => <Line key={option.value} option={option} isChosen={option.value === value} />)
        ),
      )}
      {found.length > SHOWN && (
        <Combobox.Empty>{t('conditions.moreFound', { count: found.length - SHOWN })}</Combobox.Empty>
      )}
      {hasOffer && <Combobox.Option value={text}>{offer(text)}</Combobox.Option>}
      {found.length === 0 && !hasOffer && <Combobox.Empty>{t('conditions.nothingFound')}</Combobox.Empty>}
    </Combobox.Options>
  );
}

function Line({ option, isChosen }: { option: Option; isChosen: boolean }) {
  return (
    <Combobox.Option value={option.value} active={isChosen} className={classes.option}>
      {option.icon}
      <Text span inherit truncate fw={isChosen ? 600 : 400}>
        {option.label}
      </Text>
      {option.hint && (
        <Text span fz={11} c="dimmed" ff="monospace" truncate className={classes.hint}>
          {option.hint}
        </Text>
      )}
    </Combobox.Option>
  );
}

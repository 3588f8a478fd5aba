import { ActionIcon, Combobox, Text, Textarea, TextInput, Tooltip, useCombobox } from '@mantine/core';
import { IconBraces } from '@tabler/icons-react';
import { type ReactNode, type SyntheticEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Fault } from '@/lib/api/errors';
import { useFaultText } from '../parts/faults';
import classes from './contents.module.css';
import { insertAt, typingAt } from './typing';
import { useVariables, type Variable, written } from './useVariables';

interface LiquidFieldProps {
  label: string;
  description?: ReactNode;
  placeholder?: string;
  value: string;
  onChange: (value: string) => void;
  /** Faults of this field only. */
  faults?: readonly Fault[];
  isLong?: boolean;
  isCode?: boolean;
  minRows?: number;
  maxRows?: number;
  maxLength?: number;
  isRequired?: boolean;
}

type Field = HTMLInputElement | HTMLTextAreaElement;
const SHOWN = 40;
const GROUPS = ['person', 'event', 'workspace', 'operator', 'promo'] as const;

function found(variables: readonly Variable[], word: string): Variable[] {
  const wanted = word.toLowerCase();
  return variables.filter(({ path, title }) => `${path} ${title}`.toLowerCase().includes(wanted)).slice(0, SHOWN);
}

/** Text with variables: typing two braces offers them, a button too. */
export function LiquidField(props: LiquidFieldProps) {
  const { label, value, onChange, faults = [], isLong = false, isCode = false, minRows = 3, maxRows = 16 } = props;
  const { t } = useTranslation();
  const textOf = useFaultText();
  const field = useRef<Field>(null);
  const [word, setWord] = useState('');
  const variables = useVariables();
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const isOpen = combobox.dropdownOpened;
  const look = (input: Field): void => {
    const typing = typingAt(input.value, input.selectionStart ?? input.value.length);
    if (!typing) {
      combobox.closeDropdown();
      return;
    }
    setWord(typing.word);
    combobox.openDropdown();
    combobox.updateSelectedOptionIndex();
  };
  const insert = (path: string): void => {
    const variable = variables.find((each) => each.path === path);
    const input = field.current;
    combobox.closeDropdown();
    if (!variable || !input) return;
    const next = insertAt(value, input.selectionStart ?? value.length, written(variable));
    onChange(next.text);
    // The caret is put behind it once the new text stands in the field.
    requestAnimationFrame(() => {
      input.focus();
      input.setSelectionRange(next.caret, next.caret);
    });
  };
  const common = {
    label,
    description: props.description,
    placeholder: props.placeholder,
    value,
    maxLength: props.maxLength,
    required: props.isRequired ?? false,
    withAsterisk: false,
    error:
      faults.length > 0
        ? faults.map((fault) => faultText(fault, textOf(fault), t('messages.liquid.line'))).join(' · ')
        : undefined,
    onChange: (event: SyntheticEvent<Field>) => {
      onChange(event.currentTarget.value);
      look(event.currentTarget);
    },
    onClick: (event: SyntheticEvent<Field>) => look(event.currentTarget),
    onBlur: () => combobox.closeDropdown(),
    rightSection: (
      <Tooltip label={t('messages.liquid.insert')}>
        <ActionIcon
          size={26}
          aria-label={`${label}: ${t('messages.liquid.insert')}`}
          // The field keeps the caret.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => {
            setWord('');
            field.current?.focus();
            combobox.toggleDropdown();
          }}
        >
          <IconBraces size={16} stroke={1.7} />
        </ActionIcon>
      </Tooltip>
    ),
  };
  const setField = (element: Field | null): void => {
    field.current = element;
  };
  return (
    <Combobox
      store={combobox}
      onOptionSubmit={insert}
      position="bottom-start"
      shadow="md"
      transitionProps={{ duration: 0 }}
    >
      <Combobox.Target withKeyboardNavigation={isOpen} withExpandedAttribute={false} withAriaAttributes={isOpen}>
        {isLong ? (
          <Textarea
            {...common}
            ref={setField}
            autosize
            minRows={minRows}
            maxRows={maxRows}
            spellCheck={!isCode}
            {...(isCode && { classNames: { input: classes.code ?? '' } })}
            styles={{ section: { alignItems: 'flex-start', paddingTop: 5 } }}
          />
        ) : (
          <TextInput {...common} ref={setField} {...(isCode && { classNames: { input: classes.code ?? '' } })} />
        )}
      </Combobox.Target>
      <Combobox.Dropdown>
        {isOpen && (
          <Combobox.Options mah={280} style={{ overflowY: 'auto' }} aria-label={t('messages.liquid.insert')}>
            <Offered variables={found(variables, word)} />
          </Combobox.Options>
        )}
      </Combobox.Dropdown>
    </Combobox>
  );
}

function faultText(fault: Fault, text: string, line: string): string {
  const at = (fault as Fault & { params?: { line?: number } }).params?.line;
  return at && at > 1 ? `${line} ${at}: ${text}` : text;
}

function Offered({ variables }: { variables: readonly Variable[] }) {
  const { t } = useTranslation();
  if (variables.length === 0) return <Combobox.Empty>{t('conditions.nothingFound')}</Combobox.Empty>;
  return GROUPS.map((group) => {
    const some = variables.filter((variable) => variable.group === group);
    if (some.length === 0) return null;
    return (
      <Combobox.Group key={group} label={t(`messages.liquid.group.${group}`)}>
        {some.map(({ path, title }) => (
          <Combobox.Option key={path} value={path} className={classes.variable}>
            <span>{title}</span>
            <Text span fz={11} c="dimmed" ff="monospace" truncate>
              {path}
            </Text>
          </Combobox.Option>
        ))}
      </Combobox.Group>
    );
  });
}

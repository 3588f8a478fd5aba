import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback, useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

interface SearchFieldProps {
  value: string;
  onChange: (value: string) => void;
  placeholder: string;
  width?: number;
}

/** Searches as one types; `/` goes there, Escape clears. */
export function SearchField({ value, onChange, placeholder, width = 280 }: SearchFieldProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  const sent = useRef(value);
  const send = useDebouncedCallback((next: string) => {
    sent.current = next.trim();
    onChange(sent.current);
  }, 250);
  useEffect(() => {
    if (value !== sent.current) setText(value);
    sent.current = value;
  }, [value]);
  useHotkeys([['/', () => input.current?.focus()]]);
  const change = (next: string) => {
    setText(next);
    send(next);
  };
  return (
    <TextInput
      ref={input}
      type="search"
      value={text}
      w={{ base: '100%', xs: width }}
      placeholder={placeholder}
      aria-label={placeholder}
      leftSection={<IconSearch size={16} stroke={1.7} />}
      rightSection={text ? <CloseButton size="sm" onClick={() => change('')} aria-label={t('common.clear')} /> : null}
      onChange={(event) => change(event.currentTarget.value)}
      onKeyDown={(event) => event.key === 'Escape' && change('')}
    />
  );
}

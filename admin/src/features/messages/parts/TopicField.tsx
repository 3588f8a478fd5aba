import { Autocomplete, type AutocompleteProps } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTopicNames } from '@/lib/topics';
import { allScenariosQuery } from '../api/listed';

interface TopicFieldProps extends Omit<AutocompleteProps, 'value' | 'onChange' | 'data'> {
  /** The key of the topic, "" for none. */
  value: string;
  onChange: (topic: string) => void;
}

/** The topic of a mailing: a known one by the name that people see, or a new one by its key. */
export function TopicField({ value, onChange, ...field }: TopicFieldProps) {
  const names = useTopicNames();
  const used = (useQuery(allScenariosQuery).data ?? []).flatMap((each) => each.topics);
  /** What is being typed; null: nothing is. */
  const [typed, setTyped] = useState<string | null>(null);
  const keys = new Map([...names].map(([topic, name]) => [name, topic]));
  const known = [...new Set([...names.keys(), ...used])].map((topic) => names.get(topic) ?? topic);
  return (
    <Autocomplete
      {...field}
      data={known.sort((one, other) => one.localeCompare(other))}
      maxLength={100}
      value={typed ?? names.get(value) ?? value}
      onChange={(text) => {
        setTyped(text);
        onChange(keys.get(text) ?? text);
      }}
      onBlur={() => setTyped(null)}
    />
  );
}

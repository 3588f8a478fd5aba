import { Combobox, Group, Modal, Text, TextInput, useCombobox } from '@mantine/core';
import { IconArrowBackUp, IconClipboard, IconSearch } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Graph, START, type Step } from './graph/model';
import { outlineOf } from './graph/outline';
import { OFFERS, StepIcon } from './steps/kinds';
import type { Titles } from './useTitles';

interface AddStepProps {
  graph: Graph;
  titles: Titles;
  /** From where the line goes out; START is the beginning. */
  from: string;
  hasClip: boolean;
  onAdd: (step: Step) => void;
  onPaste: () => void;
  /** Goes on at a step that is there already. */
  onGo: (name: string) => void;
  onClose: () => void;
}
interface Line {
  value: string;
  label: string;
  hint?: string;
  group: string;
  icon: ReactNode;
  act: () => void;
}

function useLines({ graph, titles, from, hasClip, onAdd, onPaste, onGo }: AddStepProps): Line[] {
  const { t } = useTranslation();
  const paste: Line = {
    value: 'paste',
    label: t('chain.paste'),
    group: t('chain.group.copied'),
    icon: <IconClipboard size={18} />,
    act: onPaste,
  };
  const offers = OFFERS.map(
    ({ key, group, step }): Line => ({
      value: key,
      label: t(`chain.offer.${key}`),
      hint: t(`chain.offerText.${key}`),
      group: t(`chain.group.${group}`),
      icon: <StepIcon step={step} size={26} />,
      act: () => onAdd(structuredClone(step)),
    }),
  );
  const names = outlineOf(graph).flatMap(({ what, name }) =>
    what === 'step' && name !== null && name !== from ? [name] : [],
  );
  const goals = names.map(
    (name): Line => ({
      value: `go:${name}`,
      label: titles.of(name).title,
      hint: titles.of(name).kind,
      group: t('chain.group.go'),
      icon: <IconArrowBackUp size={18} />,
      act: () => onGo(name),
    }),
  );
  return [...(hasClip ? [paste] : []), ...offers, ...(from === START ? [] : goals)];
}

const fits = ({ label, hint = '', group }: Line, words: string[]): boolean => {
  const text = `${label} ${hint} ${group}`.toLowerCase();
  return words.every((word) => text.includes(word));
};

/** Everything that can stand at a place of the chain, in one list with one search. */
export function AddStep(props: AddStepProps) {
  const { t } = useTranslation();
  const [search, setSearch] = useState('');
  const combobox = useCombobox({ opened: true });
  const lines = useLines(props);
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = lines.filter((line) => fits(line, words));
  const groups = [...new Set(found.map(({ group }) => group))];
  return (
    <Modal opened onClose={props.onClose} title={t('chain.addStep')} size="md" padding="md">
      <Combobox
        store={combobox}
        onOptionSubmit={(value) => {
          props.onClose();
          lines.find((line) => line.value === value)?.act();
        }}
      >
        <Combobox.EventsTarget>
          <TextInput
            data-autofocus
            placeholder={t('chain.findStep')}
            aria-label={t('chain.findStep')}
            leftSection={<IconSearch size={16} />}
            value={search}
            onChange={(event) => {
              setSearch(event.currentTarget.value);
              combobox.updateSelectedOptionIndex();
            }}
          />
        </Combobox.EventsTarget>
        <Combobox.Options mt="xs" mah={440} style={{ overflowY: 'auto' }} aria-label={t('chain.addStep')} tabIndex={-1}>
          {groups.map((group) => (
            <Combobox.Group key={group} label={group}>
              {found
                .filter((line) => line.group === group)
                .map((line) => (
                  <Combobox.Option key={line.value} value={line.value}>
                    <Group gap="sm" wrap="nowrap">
                      {line.icon}
                      <div style={{ minWidth: 0 }}>
                        <Text size="sm" fw={500} truncate>
                          {line.label}
                        </Text>
                        {line.hint && (
                          <Text size="xs" c="dimmed" lineClamp={2}>
                            {line.hint}
                          </Text>
                        )}
                      </div>
                    </Group>
                  </Combobox.Option>
                ))}
            </Combobox.Group>
          ))}
          {found.length === 0 && <Combobox.Empty>{t('conditions.nothingFound')}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox>
    </Modal>
  );
}

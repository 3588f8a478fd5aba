import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Json } from '@/lib/api/types';
import { OP_GROUPS, type Op, opGroups, startTest, startValue, type Test } from '@/lib/conditions/language';
import { keyOf, removeAt, replaceAt } from '@/lib/conditions/tree';
import { Choice, type Option } from './Choice';
import { useFaults, useGap } from './context';
import { Faults } from './Faults';
import { fieldTitle, useFieldOptions } from './names';
import sentence from './sentence.module.css';
import classes from './tests.module.css';
import { ValueField } from './ValueField';

interface OpChoiceProps {
  op: Op;
  types: readonly string[];
  onChange: (op: Op) => void;
  hasHistory?: boolean;
}

export function OpChoice({ op, types, onChange, hasHistory = false }: OpChoiceProps) {
  const { t } = useTranslation();
  const options = opGroups(types)
    .filter((group) => hasHistory || group !== 'history')
    .flatMap((group) =>
      OP_GROUPS[group].map(
        (value): Option => ({
          value,
          label: t(`conditions.op.${value}`),
          group: t(`conditions.opGroup.${group}`),
        }),
      ),
    );
  return (
    <Choice
      label={t('conditions.operator')}
      value={op}
      options={options}
      onChange={(next) => onChange(next as Op)}
      isSearched
    />
  );
}

/** The test with another operator, its value kept as far as it fits. */
export function withOp<T extends { op: Op; value?: Json }>(test: T, op: Op): T {
  const { value: old, ...rest } = test;
  const value = startValue(op, old);
  return { ...rest, op, ...(value !== undefined && { value }) } as T;
}

interface FieldChoiceProps {
  label: string;
  event: string;
  value: string;
  onChange: (property: string, types: readonly string[]) => void;
  path: string;
}

/** A property of the event, or one that never came yet. */
export function FieldChoice({ label, event, value, onChange, path }: FieldChoiceProps) {
  const { t } = useTranslation();
  const { options, typesOf } = useFieldOptions(event);
  const gap = useGap(path);
  const known = options.some((option) => option.value === value) || value === '';
  return (
    <Choice
      label={label}
      tone="name"
      value={value}
      options={known ? options : [{ value, label: fieldTitle(t, value) }, ...options]}
      onChange={(name) => onChange(name, typesOf(name))}
      placeholder={t('conditions.chooseProperty')}
      isSearched
      offer={(search) => t('conditions.useName', { name: search })}
      gap={gap}
    />
  );
}

interface WhereProps {
  event: string;
  tests: readonly Test[];
  onChange: (tests: Test[]) => void;
  path: string;
}

/** What must be true of the very event: one line a test. */
export function Where({ event, tests, onChange, path }: WhereProps) {
  return tests.map((test, index) => (
    <WhereLine
      key={keyOf(test)}
      event={event}
      test={test}
      isFirst={index === 0}
      path={`${path}[${index}]`}
      onChange={(next) => onChange(replaceAt(tests, index, next))}
      onRemove={() => onChange(removeAt(tests, index))}
    />
  ));
}

interface WhereLineProps {
  event: string;
  test: Test;
  isFirst: boolean;
  path: string;
  onChange: (test: Test) => void;
  onRemove: () => void;
}

function WhereLine({ event, test, isFirst, path, onChange, onRemove }: WhereLineProps) {
  const { t } = useTranslation();
  const { typesOf } = useFieldOptions(event);
  const faults = useFaults(path);
  const types = typesOf(test.property);
  return (
    <div className={classes.where}>
      <div className={sentence.sentence}>
        <span className={sentence.lead}>{isFirst ? t('conditions.where') : t('conditions.and')}</span>
        <FieldChoice
          label={t('conditions.eventProperty')}
          event={event}
          value={test.property}
          path={`${path}.property`}
          onChange={(property, nextTypes) => onChange(startTest(property, nextTypes))}
        />
        <OpChoice op={test.op} types={types} onChange={(op) => onChange(withOp(test, op))} />
        <ValueField
          op={test.op}
          value={test.value}
          onChange={(value) => onChange({ ...test, value })}
          source={{ property: test.property, event }}
          types={types}
          path={`${path}.value`}
        />
        <Remove label={t('conditions.removeTest')} onClick={onRemove} />
      </div>
      <Faults faults={faults} />
    </div>
  );
}

export function Remove({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Tooltip label={label}>
      <ActionIcon size={22} aria-label={label} onClick={onClick} className={classes.remove}>
        <IconX size={13} />
      </ActionIcon>
    </Tooltip>
  );
}

export function Adding({ children, onClick, label }: { children: ReactNode; onClick: () => void; label?: string }) {
  return (
    <Button
      variant="subtle"
      color="gray"
      size="compact-xs"
      className={classes.adding}
      leftSection={<IconPlus size={12} />}
      onClick={onClick}
      {...(label !== undefined && { 'aria-label': label })}
    >
      {children}
    </Button>
  );
}

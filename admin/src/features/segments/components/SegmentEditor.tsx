import { Button, Checkbox, Group, Paper, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type SyntheticEvent, useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConditionEditor } from '@/components/conditions/ConditionEditor';
import { DateField } from '@/components/conditions/fields';
import { ConditionWords, LiveCount, PeopleSample } from '@/components/conditions/LiveCount';
import { type Conditions, useConditions } from '@/components/conditions/useConditions';
import { useCount } from '@/components/conditions/useCount';
import { Section } from '@/components/ui/Section';
import { ApiError, type Fault } from '@/lib/api/errors';
import type { Condition } from '@/lib/conditions/language';
import { useUrlState } from '@/lib/urlState';
import { foldersQuery, type SegmentValues } from '../api';
import classes from '../segments.module.css';
import { Templates } from './Templates';
import { WhyFits } from './Why';

interface SegmentEditorProps {
  first: Omit<SegmentValues, 'filter'> & { filter: Condition | null };
  ownId?: string;
  isSaving: boolean;
  error: Error | null;
  onSave: (values: SegmentValues) => void;
}

const NO_FAULTS: readonly Fault[] = [];

/** A segment while it is made: its name, its conditions, and at every step who would be in it. */
export function SegmentEditor({ first, ownId, isSaving, error, onSave }: SegmentEditorProps) {
  const { t } = useTranslation();
  const conditions = useConditions(first.filter);
  const [values, setValues] = useState(first);
  const [asOf, setAsOf] = useState('');
  const count = useCount(conditions.ready, asOf);
  const formId = useId();
  useKeepInUrl(conditions);
  const saveFaults = error instanceof ApiError ? error.faults : NO_FAULTS;
  const save = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (conditions.ready !== null) onSave({ ...values, name: values.name.trim(), filter: conditions.ready });
  };
  const canSave = conditions.ready !== null && values.name.trim() !== '';
  const button = (
    <Button type="submit" form={formId} disabled={!canSave} loading={isSaving} style={{ flex: 'none' }}>
      {t('common.save')}
    </Button>
  );
  const figure = <LiveCount count={count} gaps={conditions.gaps.length} isEmpty={conditions.value === null} />;
  return (
    <>
      <div className={classes.layout}>
        <div>
          <Paper p="md" mb="md" component="form" id={formId} onSubmit={save}>
            <About values={values} onChange={(patch) => setValues({ ...values, ...patch })} />
          </Paper>
          <Paper p="md" mb="md">
            <ConditionEditor
              conditions={conditions}
              faults={count.faults.length > 0 ? count.faults : saveFaults}
              ownId={ownId}
            />
          </Paper>
          {conditions.value === null && <Templates onChoose={(name, filter) => choose(name, filter)} />}
        </div>
        <aside className={classes.aside}>
          <Section title={t('segments.whoFits')} actions={<Group visibleFrom="md">{button}</Group>}>
            <Stack gap="sm">
              {figure}
              <ConditionWords filter={count.faults.length > 0 ? null : count.asked} />
              <AsOf value={asOf} onChange={setAsOf} />
              {conditions.ready !== null && count.faults.length === 0 && (
                <PeopleSample filter={count.asked} asOf={asOf} />
              )}
              <Checkbox
                size="xs"
                label={t('segments.announce')}
                description={t('segments.announceText')}
                checked={values.is_announcing}
                onChange={(event) => setValues({ ...values, is_announcing: event.currentTarget.checked })}
              />
            </Stack>
          </Section>
          {conditions.value !== null && <WhyFits filter={count.faults.length > 0 ? null : count.asked} asOf={asOf} />}
        </aside>
      </div>
      <div className={classes.foot}>
        <div>{figure}</div>
        {button}
      </div>
    </>
  );

  function choose(name: string, filter: Condition): void {
    conditions.set(filter);
    if (!values.name) setValues({ ...values, name });
  }
}

/** What stands in the editor survives a reload and Back. */
function useKeepInUrl({ ready, value }: Conditions): void {
  const [, change] = useUrlState(['filter'] as const);
  useEffect(() => {
    if (ready !== null || value === null) change({ filter: ready && JSON.stringify(ready) });
  }, [ready, value, change]);
}

interface AboutProps {
  values: Omit<SegmentValues, 'filter'>;
  onChange: (patch: Partial<SegmentValues>) => void;
}

function About({ values, onChange }: AboutProps) {
  const { t } = useTranslation();
  const folders = useQuery(foldersQuery).data ?? [];
  const [isDescribed, describe] = useState(values.description !== '');
  return (
    <Stack gap="sm">
      <Group gap="sm" align="flex-end">
        <TextInput
          label={t('segments.name')}
          placeholder={t('segments.namePlaceholder')}
          value={values.name}
          onChange={(event) => onChange({ name: event.currentTarget.value })}
          maxLength={200}
          required
          withAsterisk={false}
          style={{ flex: '1 1 260px' }}
        />
        {folders.length > 0 && (
          <Select
            label={t('segments.folder')}
            placeholder={t('segments.noFolder')}
            data={folders.map(({ id, name }) => ({ value: id, label: name }))}
            value={values.folder_id}
            onChange={(folder_id) => onChange({ folder_id })}
            clearable
            w={{ base: '100%', xs: 200 }}
          />
        )}
      </Group>
      {isDescribed ? (
        <Textarea
          label={t('segments.description')}
          value={values.description}
          onChange={(event) => onChange({ description: event.currentTarget.value })}
          maxLength={2000}
          autosize
          minRows={1}
          maxRows={6}
        />
      ) : (
        <Button variant="subtle" color="gray" size="compact-sm" w="fit-content" onClick={() => describe(true)}>
          {t('segments.addDescription')}
        </Button>
      )}
    </Stack>
  );
}

/** The same question asked of a day gone by. */
function AsOf({ value, onChange }: { value: string; onChange: (asOf: string) => void }) {
  const { t } = useTranslation();
  return (
    <Group gap={6}>
      <Text size="xs" c="dimmed">
        {t('segments.asOf')}
      </Text>
      <DateField isEnd label={t('segments.asOf')} value={value} onChange={onChange} path="" />
      {value && (
        <Button variant="subtle" color="gray" size="compact-xs" onClick={() => onChange('')}>
          {t('segments.now')}
        </Button>
      )}
    </Group>
  );
}

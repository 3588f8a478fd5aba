import { Alert, Button, Group, Modal, Progress, Select, Stack, Switch, Table, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FileChooser } from '@/components/ui/FileChooser';
import { Failure, Lines, useErrorText } from '@/components/ui/states';
import type { ListImport, PeopleList } from '@/lib/api/lists';
import { useFormat } from '@/lib/format';
import { type FilePreview, importFile, listQuery, type PeopleKind, previewFile, refreshLists } from '../api';
import classes from '../lists.module.css';

const KINDS = ['email', 'phone', 'user_id', 'anonymous_id'] as const satisfies readonly PeopleKind[];
const SHOWN_ROWS = 4;
const SHOWN_ERRORS = 100;
const LOOK_MS = 1_000;

interface Choice {
  column: string;
  kind: PeopleKind;
}

/** Which column names people, as the server would guess. */
export function guessColumn({ columns, mapping }: FilePreview): Choice | null {
  const kinds = new Map<string, PeopleKind>([
    ['$email', 'email'],
    ['$phone', 'phone'],
  ]);
  for (const column of columns) {
    const kind = kinds.get(mapping?.columns[column]?.property ?? '');
    if (kind) return { column, kind };
  }
  if (mapping?.user_id) return { column: mapping.user_id, kind: 'user_id' };
  if (mapping?.anonymous_id) return { column: mapping.anonymous_id, kind: 'anonymous_id' };
  return null;
}

/** A file, which column names people, what became of each line. */
export function ImportDialog({ list, onClose }: { list: PeopleList; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [told, tell] = useState<ListImport | null>(null);
  const [isRunning, run] = useState(false);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('lists.importTo', { name: list.name })}
      size="lg"
      closeOnClickOutside={!isRunning}
      closeOnEscape={!isRunning}
      withCloseButton={!isRunning}
    >
      {told ? (
        <Result told={told} onClose={onClose} onMore={() => tell(null)} />
      ) : (
        <Stack>
          {!isRunning && (
            <FileChooser file={file} accept=".csv,.tsv,.txt,.xlsx" formats={t('lists.formats')} onChoose={setFile} />
          )}
          {file && (
            <Checked
              key={`${file.name}:${file.size}:${file.lastModified}`}
              list={list}
              file={file}
              onRunning={run}
              onDone={(result) => {
                refreshLists(client);
                void client.invalidateQueries({ queryKey: ['people'] });
                setFile(null);
                tell(result);
              }}
            />
          )}
        </Stack>
      )}
    </Modal>
  );
}

interface CheckedProps {
  list: PeopleList;
  file: File;
  onRunning: (isRunning: boolean) => void;
  onDone: (told: ListImport) => void;
}

function Checked({ list, file, onRunning, onDone }: CheckedProps) {
  const { t } = useTranslation();
  const textOf = useErrorText();
  const [chosen, choose] = useState<Partial<Choice>>({});
  const [isCreating, create] = useState(false);
  const preview = useQuery({
    queryKey: ['imports', 'preview', file.name, file.size, file.lastModified],
    queryFn: () => previewFile(file),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const start = useMutation({
    mutationFn: (choice: Choice) =>
      importFile(list.id, { file, ...choice, isCreating: isCreating && canCreate(choice) }),
    onMutate: () => onRunning(true),
    onSettled: () => onRunning(false),
    onSuccess: onDone,
  });
  if (preview.error) return <Failure error={preview.error} onRetry={() => void preview.refetch()} />;
  if (!preview.data) return <Lines count={6} />;
  if (start.isPending) return <Running list={list} />;
  const guessed = guessColumn(preview.data);
  const column = chosen.column ?? guessed?.column ?? '';
  const choice: Choice = { column, kind: chosen.kind ?? guessed?.kind ?? 'email' };
  return (
    <>
      <Group grow align="flex-start">
        <Select
          label={t('lists.column')}
          placeholder={t('lists.chooseColumn')}
          allowDeselect={false}
          searchable
          data={preview.data.columns}
          value={column || null}
          onChange={(next) => next && choose({ ...chosen, column: next })}
        />
        <Select
          label={t('lists.by')}
          allowDeselect={false}
          data={KINDS.map((value) => ({ value, label: t(`lists.kind.${value}`) }))}
          value={choice.kind}
          onChange={(next) => choose({ ...chosen, kind: KINDS.find((known) => known === next) ?? 'email' })}
        />
      </Group>
      <Rows preview={preview.data} column={column} />
      <Switch
        label={t('lists.createMissing')}
        description={t('lists.createMissingText')}
        disabled={!canCreate(choice)}
        checked={isCreating && canCreate(choice)}
        onChange={(event) => create(event.currentTarget.checked)}
      />
      {start.error && (
        <Alert color="red" role="alert">
          {textOf(start.error)}
        </Alert>
      )}
      <Group justify="flex-end">
        <Button disabled={!column} onClick={() => start.mutate(choice)}>
          {t('lists.startImport')}
        </Button>
      </Group>
    </>
  );
}

/** A device alone makes nobody. */
const canCreate = ({ kind }: Choice): boolean => kind !== 'anonymous_id';

/** The first lines, the column that names people marked. */
function Rows({ preview: { columns, rows }, column }: { preview: FilePreview; column: string }) {
  const { t } = useTranslation();
  return (
    <Table.ScrollContainer
      minWidth={360}
      scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'region', 'aria-label': t('lists.firstLines') } }}
    >
      <Table fz="sm" withTableBorder>
        <Table.Thead>
          <Table.Tr>
            {columns.map((name) => (
              <Table.Th key={name} className={classes.cell} data-chosen={name === column || undefined}>
                {name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.slice(0, SHOWN_ROWS).map((row, line) => (
            <Table.Tr key={line}>
              {columns.map((name, index) => (
                <Table.Td key={name} className={classes.cell} data-chosen={name === column || undefined}>
                  {row[index] ?? ''}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

/** Lines go on in portions: the list grows while one looks. */
function Running({ list }: { list: PeopleList }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [before] = useState(list.count);
  const now = useQuery({ ...listQuery(list.id), refetchInterval: LOOK_MS });
  const came = Math.max(0, (now.data?.count ?? before) - before);
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, []);
  return (
    <Stack gap="xs" role="status">
      <Progress value={100} animated aria-label={t('imports.progress')} />
      <Text size="sm" className="tnum">
        {came > 0 ? t('lists.cameSoFar', { formatted: format.number(came) }) : t('lists.reading')}
      </Text>
    </Stack>
  );
}

function Result({ told, onClose, onMore }: { told: ListImport; onClose: () => void; onMore: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const errors = told.errors.toSorted((one, other) => one.line - other.line).slice(0, SHOWN_ERRORS);
  return (
    <Stack>
      <Alert color={told.refused > 0 ? 'orange' : 'teal'} role="status">
        {t('lists.came', { count: told.joined, formatted: format.number(told.joined) })}
        {told.unchanged > 0 && ` ${t('lists.wereOn', { formatted: format.number(told.unchanged) })}`}
        {told.created > 0 && ` ${t('lists.wereMade', { formatted: format.number(told.created) })}`}
        {told.refused > 0 && ` ${t('lists.refused', { formatted: format.number(told.refused) })}`}
      </Alert>
      {errors.length > 0 && (
        <Table.ScrollContainer
          minWidth={320}
          mah={280}
          scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'region', 'aria-label': t('imports.badLines') } }}
        >
          <Table fz="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Th w={80}>{t('imports.line')}</Table.Th>
                <Table.Th>{told.column}</Table.Th>
                <Table.Th>{t('events.why')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {errors.map((error) => (
                <Table.Tr key={`${error.line} ${error.reason}`}>
                  <Table.Td className="tnum">{format.number(error.line)}</Table.Td>
                  <Table.Td style={{ overflowWrap: 'anywhere' }}>{error.value}</Table.Td>
                  <Table.Td>{t(`lists.reason.${error.reason as 'empty'}`, { defaultValue: error.reason })}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onMore}>
          {t('imports.another')}
        </Button>
        <Button onClick={onClose}>{t('lists.done')}</Button>
      </Group>
    </Stack>
  );
}

import { ActionIcon, Badge, Menu, Text, Tooltip } from '@mantine/core';
import { IconDotsVertical, IconMail, IconMailForward } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Dash } from '@/components/ui/Dash';
import type { Column } from '@/components/ui/DataTable';
import { Moment } from '@/components/ui/Moment';
import type { Reason, Suppressed } from '../api';
import classes from './suppressed.module.css';

const COLOURS: Record<Reason, string> = { bounced: 'red', complained: 'orange', passing: 'yellow', manual: 'gray' };

interface Ways {
  canWrite: boolean;
  onTakeOff: (row: Suppressed) => void;
  onLetter: (send: number) => void;
}

export function useColumns(ways: Ways): Column<Suppressed>[] {
  const { t } = useTranslation();
  return [
    { key: 'address', title: t('sending.list.address'), width: 260, render: (row) => <Address row={row} /> },
    { key: 'why', title: t('sending.list.why'), width: 150, render: (row) => <Why reason={row.reason} /> },
    { key: 'since', title: t('sending.list.since'), width: 150, render: (row) => <Moment at={row.at} /> },
    { key: 'by', title: t('sending.list.by'), width: 190, render: (row) => sourceWords(t, row) },
    { key: 'said', title: t('sending.list.said'), width: 280, render: (row) => <Said row={row} /> },
    { key: 'actions', title: '', width: 52, isPinned: true, render: (row) => <Actions row={row} {...ways} /> },
  ];
}

function Address({ row: { address } }: { row: Suppressed }) {
  const { t } = useTranslation();
  if (address !== null) return <span className={classes.words}>{address}</span>;
  return (
    <Tooltip label={t('sending.list.erasedText')} w={260}>
      <Text span inherit c="dimmed" tabIndex={0}>
        {t('sending.list.erased')}
      </Text>
    </Tooltip>
  );
}

function Why({ reason }: { reason: Reason }) {
  const { t } = useTranslation();
  return (
    <Tooltip label={t(`sending.list.holds.${reason}`)} w={240}>
      <Badge size="sm" color={COLOURS[reason]}>
        {t(`sending.list.reason.${reason}`)}
      </Badge>
    </Tooltip>
  );
}

function Said({ row }: { row: Suppressed }) {
  const words = wordsOf(row);
  if (!words) return <Dash />;
  return (
    <span className={classes.words} title={words}>
      {words}
    </span>
  );
}

const wordsOf = ({ code, said }: Suppressed): string => (said.startsWith(code) ? said : `${code} ${said}`.trim());

/** What put it there: a bounce, the talk, a provider, a colleague. */
function sourceWords(t: TFunction, { source, author }: Suppressed): string {
  if (source === 'hand') return author ? `${t('sending.list.source.hand')}, ${author}` : t('sending.list.source.hand');
  if (source === 'mail' || source === 'smtp') return t(`sending.list.source.${source}`);
  return t('sending.list.source.provider', { name: source });
}

function Actions({ row, canWrite, onTakeOff, onLetter }: Ways & { row: Suppressed }) {
  const { t } = useTranslation();
  const { send_id: send } = row;
  if (!canWrite && send === null) return null;
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon aria-label={t('sending.list.actions', { name: row.address ?? t('sending.list.erased') })}>
          <IconDotsVertical size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {send !== null && (
          <Menu.Item leftSection={<IconMail size={15} />} onClick={() => onLetter(send)}>
            {t('sending.list.letter')}
          </Menu.Item>
        )}
        {canWrite && (
          <Menu.Item leftSection={<IconMailForward size={15} />} onClick={() => onTakeOff(row)}>
            {t('sending.list.takeOff')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

export function Compact({ row, ...ways }: Ways & { row: Suppressed }) {
  const { t } = useTranslation();
  return (
    <div className={classes.compact}>
      <div style={{ flex: 1, minWidth: 0 }}>
        <Address row={row} />
        <Text size="xs" c="dimmed" truncate>
          {t(`sending.list.reason.${row.reason}`)} · {sourceWords(t, row)} · <Moment at={row.at} />
        </Text>
      </div>
      <Actions row={row} {...ways} />
    </div>
  );
}

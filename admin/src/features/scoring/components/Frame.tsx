import { Alert, Badge, Button, Checkbox, Group, Modal, Paper, Progress, Radio, Stack, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '@/components/ui/Page';
import { Failure, Lines, useErrorText } from '@/components/ui/states';
import { ApiError } from '@/lib/api/errors';
import type { Computed } from '@/lib/api/scoring';
import { useCan } from '@/lib/session';
import type { Definitions, Kind } from '../api';
import classes from '../scoring.module.css';
import type { Editing } from '../useComputed';
import { ScoringTabs } from './ScoringTabs';

const COLOR = { live: 'teal', preparing: 'orange', off: 'gray' } as const;

interface FrameProps<K extends Kind> {
  kind: K;
  editing: Editing<Definitions[K]>;
  /** Why it cannot be saved yet. */
  gap?: string | null;
  /** Beside the definition: how it would turn out. */
  aside: ReactNode;
  children: ReactNode;
}

/** The page of one of the three: what is defined, how it turns out, on and off. */
export function Frame<K extends Kind>({ kind, editing, gap = null, aside, children }: FrameProps<K>) {
  const { t } = useTranslation();
  const { saved, error } = editing;
  return (
    <Page
      title={t('shell.nav.scoring')}
      note={saved && <Badge color={COLOR[saved.status]}>{t(`scoring.status.${saved.status}`)}</Badge>}
    >
      <ScoringTabs value={kind} />
      {saved ? (
        <>
          <Text size="sm" c="dimmed" mb="md" maw={760}>
            {t(`scoring.about.${kind}`)}
          </Text>
          {saved.status === 'preparing' && <Preparing />}
          <div className={classes.layout}>
            <div>
              {children}
              <Faults error={editing.saveError} />
            </div>
            <aside className={classes.aside}>{aside}</aside>
          </div>
          <Bar kind={kind} editing={editing} saved={saved} gap={gap} />
        </>
      ) : error ? (
        <Failure error={error} onRetry={editing.retry} />
      ) : (
        <Lines count={8} />
      )}
    </Page>
  );
}

function Preparing() {
  const { t } = useTranslation();
  return (
    <Alert mb="md" color="orange" title={t('scoring.preparing')}>
      {t('scoring.preparingText')}
      <Progress mt="xs" value={100} animated color="orange" size="sm" aria-label={t('scoring.preparing')} />
    </Alert>
  );
}

/** What the server refuses, each with its place. */
function Faults({ error }: { error: Error | null }) {
  const { t } = useTranslation();
  const textOf = useErrorText();
  if (!(error instanceof ApiError)) return null;
  return (
    <Alert color="red" role="alert" mb="md" title={t('scoring.refused')}>
      {error.faults.length === 0 && textOf(error)}
      {error.faults.map((fault) => (
        <div key={`${fault.path} ${fault.code}`}>
          {fault.message} <span style={{ opacity: 0.7 }}>{fault.path.replace(/^definition\./, '')}</span>
        </div>
      ))}
    </Alert>
  );
}

interface BarProps<K extends Kind> {
  kind: K;
  editing: Editing<Definitions[K]>;
  saved: Computed<Definitions[K]>;
  gap: string | null;
}

/** What is not saved yet, and whether it is on: always in sight. */
function Bar<K extends Kind>({ kind, editing, saved, gap }: BarProps<K>) {
  const { t } = useTranslation();
  const canWrite = useCan('segments_write');
  const [isAnnouncing, announce] = useState(false);
  const [isLeaving, leave] = useState(false);
  if (!canWrite)
    return (
      <Text size="sm" c="dimmed" mt="md">
        {t('scoring.readOnly')}
      </Text>
    );
  const { isChanged, isSaving, save } = editing;
  const turnOn = (
    <Button disabled={gap !== null} loading={isSaving} onClick={() => save({ is_on: true, announce: isAnnouncing })}>
      {saved.is_on ? t('common.save') : t('scoring.turnOn')}
    </Button>
  );
  return (
    <Paper className={classes.bar} component="section" aria-label={t('scoring.saving')}>
      <div className={classes.barText}>
        <Text size="sm" fw={500}>
          {gap ?? (isChanged ? t('scoring.unsaved') : t(`scoring.is.${saved.status}`))}
        </Text>
        {kind === 'scoring' && (isChanged || !saved.is_on) && (
          <Checkbox
            size="xs"
            mt={4}
            label={t('scoring.announce')}
            checked={isAnnouncing}
            onChange={(event) => announce(event.currentTarget.checked)}
          />
        )}
      </div>
      <Group gap="xs">
        {isChanged && (
          <Button variant="subtle" color="gray" onClick={editing.reset}>
            {t('scoring.reset')}
          </Button>
        )}
        {isChanged && !saved.is_on && (
          <Button
            variant="default"
            disabled={gap !== null}
            loading={isSaving}
            onClick={() => save({ is_on: false, keep_values: true })}
          >
            {t('scoring.saveOff')}
          </Button>
        )}
        {saved.is_on && (
          <Button variant="default" onClick={() => leave(true)}>
            {t('scoring.turnOff')}
          </Button>
        )}
        {(isChanged || !saved.is_on) && turnOn}
      </Group>
      {isLeaving && (
        <OffDialog
          isSaving={isSaving}
          onOff={(keep_values) => {
            save({ is_on: false, keep_values });
            leave(false);
          }}
          onClose={() => leave(false)}
        />
      )}
    </Paper>
  );
}

interface OffProps {
  isSaving: boolean;
  onOff: (keepValues: boolean) => void;
  onClose: () => void;
}

function OffDialog({ isSaving, onOff, onClose }: OffProps) {
  const { t } = useTranslation();
  const [keeps, keep] = useState(false);
  return (
    <Modal opened onClose={onClose} title={t('scoring.offTitle')}>
      <Stack>
        <Text size="sm">{t('scoring.offText')}</Text>
        <Radio.Group value={keeps ? 'keep' : 'unset'} onChange={(value) => keep(value === 'keep')}>
          <Stack gap="xs">
            <Radio value="unset" label={t('scoring.unsetValues')} />
            <Radio value="keep" label={t('scoring.keepValues')} />
          </Stack>
        </Radio.Group>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button color="red.6" loading={isSaving} onClick={() => onOff(keeps)}>
            {t('scoring.turnOff')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

import { ActionIcon, Button, Group, SegmentedControl, Skeleton, Text, Tooltip } from '@mantine/core';
import { useDebouncedValue, useElementSize } from '@mantine/hooks';
import { IconMoon, IconMoonFilled, IconSend, IconSun } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useContext, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import { ApiError } from '@/lib/api/errors';
import { useCan } from '@/lib/session';
import { contentPreviewQuery, contentsApi } from '../../../api/contents';
import classes from '../../../builder/preview.module.css';
import { PersonField } from '../../../parts/PersonField';
import { textOf } from '../../ContentEditor';
import { MessageName } from '../../name';
import { spelt } from '../checks/api';
import { useWriting } from '../context';
import { drawable } from '../model/edits';
import { writeDesign } from '../model/letter';
import { Frame } from './Frame';
import { LIGHTS, type Light } from './page';

const SETTLE_MS = 250;
const DEVICES = ['desktop', 'phone'] as const;
type Device = (typeof DEVICES)[number];

/** The letter as one reader gets it, drawn by what draws it when it leaves. */
export function Preview({ isNarrow, onChosen }: { isNarrow: boolean; onChosen: () => void }) {
  const { t } = useTranslation();
  const { content, design } = useWriting();
  const { ref, width, height } = useElementSize();
  const [device, hold] = useState<Device>(isNarrow ? 'phone' : 'desktop');
  const [light, shine] = useState<Light>('light');
  const [person, be] = useState('');
  const whole = spelt({ ...content, subject: textOf(content.subject) || '…', design: writeDesign(drawable(design)) });
  const [asked] = useDebouncedValue(whole, SETTLE_MS);
  const isEmpty = design.blocks.length === 0;
  const name = useContext(MessageName);
  const query = useQuery({
    ...contentPreviewQuery(isEmpty ? null : { channel: 'email', content: asked }, { person, name, isMarked: true }),
  });
  const [last, keep] = useState(query.data?.content);
  const got = query.data?.content;
  if (got && got !== last) keep(got);
  const shown = got ?? last;
  const isFaulty = (query.data?.faults.length ?? 0) > 0;
  return (
    <div className={classes.preview}>
      <Group gap={6} mb={8} wrap="wrap">
        <SegmentedControl
          size="xs"
          aria-label={t('letters.device')}
          value={device}
          onChange={(next) => hold(next)}
          data={DEVICES.map((value) => ({ value, label: t(`letters.devices.${value}`) }))}
        />
        <Lights light={light} onChange={shine} />
        <div className={classes.person}>
          <PersonField label={t('letters.as')} placeholder={t('letters.asExample')} person={person} onPick={be} />
        </div>
        <TestSend person={person} isWhole={got != null && textOf(content.subject) !== ''} />
      </Group>
      {shown && (
        <Lines subject={textOf(content.subject) && textOf(shown.subject)} preheader={textOf(shown.preheader)} />
      )}
      <div ref={ref} className={classes.stage}>
        {isFaulty && (
          <Text size="xs" className={classes.stageNote} role="status">
            {t('letters.asFaulty')}
          </Text>
        )}
        {isEmpty ? (
          <Text size="sm" c="dimmed" ta="center" p="xl">
            {t('letters.begin')}
          </Text>
        ) : query.error && !(query.error instanceof ApiError && query.error.faults.length > 0) ? (
          <Failure error={query.error} onRetry={() => void query.refetch()} />
        ) : shown && width > 0 ? (
          <Frame
            html={textOf(shown.html)}
            light={light}
            device={device}
            width={width}
            height={height}
            onChosen={onChosen}
          />
        ) : (
          !isFaulty && <Skeleton height="100%" radius={0} />
        )}
      </div>
    </div>
  );
}

const ICONS = { light: IconSun, dark: IconMoon, inverted: IconMoonFilled } as const;

function Lights({ light, onChange }: { light: Light; onChange: (light: Light) => void }) {
  const { t } = useTranslation();
  return (
    <ActionIcon.Group>
      {LIGHTS.map((each) => {
        const Icon = ICONS[each];
        return (
          <Tooltip key={each} label={t(`letters.lights.${each}`)}>
            <ActionIcon
              size={30}
              aria-label={t(`letters.lights.${each}`)}
              aria-pressed={light === each}
              variant={light === each ? 'light' : 'default'}
              {...(light === each && { color: 'iris' })}
              onClick={() => onChange(each)}
            >
              <Icon size={15} />
            </ActionIcon>
          </Tooltip>
        );
      })}
    </ActionIcon.Group>
  );
}

/** The line of an inbox. */
function Lines({ subject, preheader }: { subject: string; preheader: string }) {
  const { t } = useTranslation();
  return (
    <Text size="xs" truncate mb={6}>
      <Text span inherit fw={600}>
        {subject || t('letters.noSubject')}
      </Text>{' '}
      <Text span inherit c="dimmed">
        {preheader}
      </Text>
    </Text>
  );
}

function TestSend({ person, isWhole }: { person: string; isWhole: boolean }) {
  const { t } = useTranslation();
  const toasts = useToasts();
  const canWrite = useCan('messages_write');
  const name = useContext(MessageName);
  const { content } = useWriting();
  const send = useMutation({
    mutationFn: () => contentsApi.test({ channel: 'email', content: spelt(content) }, person, name),
    onSuccess: () => toasts.done(t('messages.preview.sent')),
    onError: toasts.failed,
  });
  if (!canWrite) return null;
  return (
    <Tooltip label={t(person === '' ? 'messages.preview.choose' : 'letters.testText')}>
      <Button
        variant="default"
        size="compact-md"
        leftSection={<IconSend size={14} />}
        {...((person === '' || !isWhole) && { 'data-disabled': true, 'aria-disabled': true })}
        loading={send.isPending}
        onClick={() => person !== '' && isWhole && send.mutate()}
      >
        {t('messages.preview.test')}
      </Button>
    </Tooltip>
  );
}

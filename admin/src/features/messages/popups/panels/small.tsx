import { NumberInput, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useBuilding, useFaultOf } from '../context';
import type { AnswerBlock, CodeBlock, TextBlock, TimerBlock, TitleBlock } from '../model/popup';
import { Words } from './Words';

const LINE = 200;
const TEXT = 5_000;
const MINUTE_S = 60;

export function TextPanel({ block }: { block: TextBlock | TitleBlock }) {
  const { t } = useTranslation();
  const { change } = useBuilding();
  const isText = block.kind === 'text';
  return (
    <Words
      label={t('popups.words')}
      {...(isText && { description: t('popups.marks') })}
      value={block.text}
      onChange={(text) => change({ ...block, text })}
      at="text"
      isLong
      maxLength={isText ? TEXT : LINE}
    />
  );
}

/** What is typed begins a conversation in the inbox. */
export function AnswerPanel({ block }: { block: AnswerBlock }) {
  const { t } = useTranslation();
  const { change } = useBuilding();
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t('popups.answer.text')}
      </Text>
      <Words
        label={t('popups.answer.hint')}
        value={block.hint}
        onChange={(hint) => change({ ...block, hint })}
        at="hint"
        maxLength={LINE}
      />
      <Words
        label={t('popups.answer.button')}
        value={block.button}
        onChange={(button) => change({ ...block, button })}
        at="button"
        maxLength={LINE}
      />
    </Stack>
  );
}

/** A moment of the clock in the browser's zone, as the field of the browser spells it. */
function toLocal(iso: string): string {
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) return '';
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export function TimerPanel({ block }: { block: TimerBlock }) {
  const { t } = useTranslation();
  const { change } = useBuilding();
  const faultOf = useFaultOf();
  const { until, seconds, ...rest } = block;
  const isUntil = until !== undefined;
  return (
    <Stack gap="sm">
      <SegmentedControl
        aria-label={t('popups.timer.counts')}
        value={isUntil ? 'until' : 'seconds'}
        onChange={(kind) =>
          change(kind === 'until' ? { ...rest, until: tomorrow() } : { ...rest, seconds: 10 * MINUTE_S })
        }
        data={(['seconds', 'until'] as const).map((value) => ({ value, label: t(`popups.timer.${value}`) }))}
      />
      {isUntil ? (
        <TextInput
          type="datetime-local"
          label={t('popups.timer.moment')}
          value={toLocal(until)}
          error={faultOf('until')}
          onChange={({ currentTarget: { value } }) =>
            value && change({ ...rest, until: new Date(value).toISOString() })
          }
        />
      ) : (
        <NumberInput
          label={t('popups.timer.minutes')}
          description={t('popups.timer.minutesText')}
          value={(seconds ?? 0) / MINUTE_S}
          min={1}
          allowNegative={false}
          error={faultOf('seconds')}
          onChange={(value) => change({ ...rest, seconds: Math.max(1, Math.round(Number(value) * MINUTE_S)) })}
        />
      )}
      <Words
        label={t('popups.timer.ended')}
        value={block.ended ?? ''}
        onChange={(ended) => change({ ...block, ended })}
        at="ended"
        maxLength={LINE}
      />
    </Stack>
  );
}

const DAY_MS = 86_400_000;
const tomorrow = (): string => new Date(Math.ceil(Date.now() / DAY_MS) * DAY_MS + DAY_MS).toISOString();

export function CodePanel({ block }: { block: CodeBlock }) {
  const { t } = useTranslation();
  const { change } = useBuilding();
  return (
    <Words
      label={t('popups.code.label')}
      description={t('popups.code.text')}
      value={block.text}
      onChange={(text) => change({ ...block, text })}
      at="text"
      maxLength={LINE}
    />
  );
}

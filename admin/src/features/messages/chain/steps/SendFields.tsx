import { Checkbox, Group, NumberInput, SegmentedControl, Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { DurationField } from '@/components/conditions/fields';
import { Failure } from '@/components/ui/states';
import { withTexts } from '@/i18n/parts';
import type { Fault } from '@/lib/api/errors';
import { contentQuery } from '../../api/contents';
import type { Content, SendPart } from '../../api/graph';
import { FaultsAt } from '../../parts/faults';
import classes from '../../parts/parts.module.css';
import { SenderField } from '../../parts/SenderField';
import { TopicField } from '../../parts/TopicField';
import { UtmFields } from '../../parts/UtmFields';
import { faultsUnder } from '../graph/faults';
import type { StepProps } from './StepEditor';

const ContentEditor = lazy(
  withTexts(['messages'], async () => ({ default: (await import('../../contents/ContentEditor')).ContentEditor })),
);

interface SendProps extends StepProps {
  faults: readonly Fault[];
  draft: Content | undefined;
  onDraft: (content: Content) => void;
}

/** What is said, and by which rules. */
export function SendFields(props: SendProps) {
  const { step, path, faults, draft, onDraft } = props;
  const send = step.send;
  const kept = useQuery(contentQuery(draft ? undefined : send?.content_id));
  if (!send) return null;
  if (kept.error) return <Failure error={kept.error} onRetry={() => void kept.refetch()} />;
  const isThere = draft !== undefined || send.content_id === undefined || kept.data !== undefined;
  const { channel } = send;
  const content = draft?.content ?? kept.data?.content ?? {};
  return (
    <Stack gap="lg">
      {isThere ? (
        <Suspense fallback={<Skeleton height={260} />}>
          <ContentEditor
            channel={channel}
            content={content}
            onChange={(next) => onDraft({ channel, content: next })}
            faults={faultsUnder(faults, `${path}.send.content`, '')}
          />
        </Suspense>
      ) : (
        <Skeleton height={260} />
      )}
      {isThere && channel === 'email' && (
        <SenderField
          path={`${path}.send.content.sender`}
          content={content}
          onChange={(next) => onDraft({ channel, content: next })}
        />
      )}
      {isThere && (
        <UtmFields
          channel={channel}
          path={`${path}.send.content.utm`}
          content={content}
          onChange={(next) => onDraft({ channel, content: next })}
        />
      )}
      <SendRules {...props} send={send} />
    </Stack>
  );
}

/** Law, topic, until when, and whether those who did not get it go another way. */
function SendRules({ step, onChange, path, send }: StepProps & { send: SendPart }) {
  const { t } = useTranslation();
  const set = (patch: Partial<SendPart>): void => onChange({ ...step, send: { ...send, ...patch } });
  const withExpiry = (length: string | undefined): void => {
    const { expires_after: _old, ...rest } = send;
    onChange({ ...step, send: { ...rest, ...(length !== undefined && { expires_after: length }) } });
  };
  const withOther = (isOn: boolean): void => {
    const { otherwise: _old, ...rest } = step;
    onChange(isOn ? { ...step, otherwise: null } : rest);
  };
  const at = `${path}.send`;
  return (
    <Stack gap="sm">
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label={t('chain.send.kind')}
        value={send.kind ?? 'promotional'}
        onChange={(kind) => set({ kind: kind })}
        data={(['promotional', 'transactional'] as const).map((value) => ({ value, label: t(`chain.send.${value}`) }))}
      />
      <Group grow align="flex-start">
        <TopicField
          label={t('chain.send.topic')}
          placeholder={t('chain.send.topicHint')}
          value={send.topic ?? ''}
          onChange={(topic) => set({ topic })}
        />
        <NumberInput
          label={t('chain.send.priority')}
          min={-100}
          max={100}
          allowDecimal={false}
          value={send.priority ?? 0}
          onChange={(priority) => set({ priority: Number(priority) || 0 })}
        />
      </Group>
      <div className={classes.sentence}>
        <Checkbox
          label={t('chain.send.expires')}
          checked={send.expires_after !== undefined}
          onChange={(event) => withExpiry(event.currentTarget.checked ? 'P1D' : undefined)}
        />
        {send.expires_after !== undefined && (
          <DurationField
            label={t('chain.send.expires')}
            value={send.expires_after}
            onChange={withExpiry}
            path={`${at}.expires_after`}
          />
        )}
      </div>
      <Checkbox
        label={t('chain.send.otherwise')}
        description={t('chain.send.otherwiseText')}
        checked={'otherwise' in step}
        onChange={(event) => withOther(event.currentTarget.checked)}
      />
      <FaultsAt path={at} parts={[`${at}.content`]} />
    </Stack>
  );
}

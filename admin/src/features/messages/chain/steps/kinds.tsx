import { ThemeIcon } from '@mantine/core';
import {
  IconArrowsSplit2,
  IconClock,
  IconDoorExit,
  IconGitBranch,
  IconHeadset,
  IconListCheck,
  IconPencil,
  IconStars,
  IconTag,
} from '@tabler/icons-react';
import { ChannelIcon } from '@/components/messages/ChannelIcon';
import type en from '@/i18n/en/chain.json';
import { type Kind, kindOf, type Step } from '../graph/model';

const LOOKS: Record<Exclude<Kind, 'send'>, { icon: typeof IconClock; color: string }> = {
  wait: { icon: IconClock, color: 'gray' },
  condition: { icon: IconGitBranch, color: 'violet' },
  split: { icon: IconArrowsSplit2, color: 'grape' },
  property: { icon: IconPencil, color: 'cyan' },
  tag: { icon: IconTag, color: 'cyan' },
  list: { icon: IconListCheck, color: 'cyan' },
  score: { icon: IconStars, color: 'yellow' },
  handover: { icon: IconHeadset, color: 'teal' },
  exit: { icon: IconDoorExit, color: 'gray' },
};

/** What a step does, at a glance; its words stand beside it. */
export function StepIcon({ step, size = 28 }: { step: Step; size?: number }) {
  if (step.send) return <ChannelIcon channel={step.send.channel} size={size} isSilent />;
  const { icon: Icon, color } = LOOKS[kindOf(step) as Exclude<Kind, 'send'>];
  return (
    <ThemeIcon variant="light" color={color} size={size} radius="md" aria-hidden>
      <Icon size={size * 0.62} stroke={1.8} />
    </ThemeIcon>
  );
}

/** Steps one can add, by what they are for; each as it begins. */
export interface Offer {
  key: keyof typeof en.offer;
  group: 'say' | 'wait' | 'choose' | 'change' | 'end';
  step: Step;
}

const OFFERED = ['email', 'chat', 'popup', 'form', 'webhook', 'task'] as const;
type Offered = (typeof OFFERED)[number];

const send = (channel: Offered): Offer => ({ key: `send_${channel}`, group: 'say', step: { send: { channel } } });

export const OFFERS: readonly Offer[] = [
  ...OFFERED.map(send),
  { key: 'wait_for', group: 'wait', step: { wait: { for: 'P1D' } } },
  { key: 'wait_until', group: 'wait', step: { wait: { until: '10:00' } } },
  { key: 'wait_best', group: 'wait', step: { wait: { until: 'best_hour' } } },
  { key: 'wait_event', group: 'wait', step: { wait: { events: [{ event: '' }], at_most: 'P3D' } } },
  { key: 'condition', group: 'choose', step: { condition: { all: [] } } },
  {
    key: 'split',
    group: 'choose',
    step: {
      split: [
        { arm: 'A', weight: 1 },
        { arm: 'B', weight: 1 },
      ],
    },
  },
  { key: 'property', group: 'change', step: { property: [{ op: 'set', property: '', value: '' }] } },
  { key: 'tag', group: 'change', step: { tag: { add: '' } } },
  { key: 'list', group: 'change', step: { list: { join: null } } },
  { key: 'score', group: 'change', step: { score: { add: 5 } } },
  { key: 'handover', group: 'change', step: { handover: { note: '' } } },
  { key: 'exit', group: 'end', step: { exit: '' } },
];

import { ActionIcon, Button, Group, Stack, Text, Textarea, TextInput, Tooltip } from '@mantine/core';
import {
  IconArrowsDiagonal,
  IconArrowsDiagonalMinimize2,
  IconDoorExit,
  IconPlayerPlay,
  IconTargetArrow,
  IconUsers,
  IconX,
} from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { Content, Exit } from '../api/graph';
import { EntryEditor } from '../parts/EntryEditor';
import { ExitEditor } from '../parts/ExitEditor';
import { FaultsIn, graphFaults } from '../parts/faults';
import { GoalEditor } from '../report/GoalEditor';
import classes from './chain.module.css';
import { changeStep } from './graph/edits';
import { ENTRY, EXIT, GOAL } from './graph/faults';
import type { Graph, Step } from './graph/model';
import { StepMenu } from './StepMenu';
import { StepIcon } from './steps/kinds';
import { StepEditor } from './steps/StepEditor';
import type { Chain } from './useChain';
import { useWork } from './work';

/** Parts that are no steps. */
const OWN: readonly string[] = [ENTRY, EXIT, GOAL];

interface PanelProps {
  chain: Chain;
  /** It has the whole page: a phone. */
  isWhole: boolean;
}

/** The chosen part of the chain, to be read and set. */
export function Panel({ chain, isWhole }: PanelProps) {
  const { t } = useTranslation();
  const { selected, select, titles } = useWork();
  const [isWide, widen] = useState(false);
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    box.current?.focus({ preventScroll: true });
  }, [selected]);
  if (selected === null || !(OWN.includes(selected) || chain.graph.nodes[selected])) return null;
  const names: Record<string, string> = {
    [ENTRY]: t('chain.entry'),
    [EXIT]: t('chain.exit'),
    [GOAL]: t('messages.step.goal'),
  };
  const name = names[selected] ?? titles.of(selected).kind;
  return (
    <section
      ref={box}
      tabIndex={-1}
      className={classes.panel}
      data-wide={isWide || undefined}
      data-whole={isWhole || undefined}
      aria-label={name}
    >
      <div className={classes.panelHead}>
        <PartIcon part={selected} step={chain.graph.nodes[selected]} />
        <Text fw={600} style={{ flex: 1 }} truncate>
          {name}
        </Text>
        {!OWN.includes(selected) && <StepMenu name={selected} />}
        {!isWhole && (
          <Tooltip label={t(isWide ? 'chain.narrow' : 'chain.widen')}>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t(isWide ? 'chain.narrow' : 'chain.widen')}
              onClick={() => widen(!isWide)}
            >
              {isWide ? <IconArrowsDiagonalMinimize2 size={16} /> : <IconArrowsDiagonal size={16} />}
            </ActionIcon>
          </Tooltip>
        )}
        <ActionIcon variant="subtle" color="gray" aria-label={t('chain.close')} onClick={() => select(null)}>
          <IconX size={17} />
        </ActionIcon>
      </div>
      <div className={classes.panelBody}>
        {selected === ENTRY ? (
          <EntryPart chain={chain} />
        ) : selected === EXIT ? (
          <ExitPart chain={chain} />
        ) : selected === GOAL ? (
          <GoalPart chain={chain} />
        ) : (
          <StepPart key={`${selected}:${chain.epoch}`} chain={chain} name={selected} />
        )}
      </div>
    </section>
  );
}

function PartIcon({ part, step }: { part: string; step: Step | undefined }) {
  if (part === ENTRY) return <IconPlayerPlay size={18} aria-hidden />;
  if (part === GOAL) return <IconTargetArrow size={18} aria-hidden />;
  if (part === EXIT || !step) return <IconDoorExit size={18} aria-hidden />;
  return <StepIcon step={step} size={26} />;
}

function EntryPart({ chain }: { chain: Chain }) {
  const { graph, change, faults } = chain;
  return (
    <EntryEditor
      hasTogether
      value={graph.entry}
      faults={graphFaults(faults)}
      onChange={(entry) => change({ ...graph, entry })}
    />
  );
}

function ExitPart({ chain }: { chain: Chain }) {
  const { t } = useTranslation();
  const { graph, change, faults } = chain;
  const set = (exit: Exit | undefined): void => {
    const { exit: _old, ...rest } = graph;
    change({ ...rest, ...(exit && { exit }) });
  };
  return (
    <FaultsIn faults={graphFaults(faults)}>
      <Text size="sm" c="dimmed" mb="sm">
        {t('chain.exitText')}
      </Text>
      <ExitEditor value={graph.exit} onChange={set} />
    </FaultsIn>
  );
}

/** What the chain is for; it saves itself, apart from the steps. */
function GoalPart({ chain }: { chain: Chain }) {
  const { id = '' } = useParams();
  const channel = Object.values(chain.graph.nodes).find(({ send }) => send)?.send?.channel;
  return <GoalEditor id={id} {...(channel && { channel })} />;
}

/** The graph with what is being written for a step. */
function withDraft(graph: Graph, name: string, content: Content): Graph {
  const contents = { ...graph.layout?.contents, [name]: content };
  return { ...graph, layout: { ...graph.layout, contents } };
}

function StepPart({ chain, name }: { chain: Chain; name: string }) {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const { titles, waiting, canWrite } = useWork();
  const { graph, change, faults } = chain;
  const step = graph.nodes[name];
  // Fields of a big editor tell later than the step is drawn: they write into the graph of now.
  const latest = useRef(graph);
  useEffect(() => {
    latest.current = graph;
  }, [graph]);
  if (!step) return null;
  const people = waiting[name] ?? 0;
  const write = (next: Step): void => change(changeStep(latest.current, name, next));
  const patch = (key: 'title' | 'note', text: string): void => {
    const { [key]: _old, ...rest } = step;
    write({ ...rest, ...(text && { [key]: text }) });
  };
  return (
    <Stack gap="md">
      {people > 0 && (
        <Button
          component={Link}
          to={`/messages/${id}/people?node=${encodeURIComponent(name)}`}
          variant="light"
          size="compact-sm"
          w="fit-content"
          leftSection={<IconUsers size={14} />}
        >
          {t('chain.figure.waiting', { count: people })}
        </Button>
      )}
      <fieldset disabled={!canWrite} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
        <Stack gap="md">
          <StepEditor
            step={step}
            onChange={write}
            path={`nodes.${name}`}
            faults={graphFaults(faults)}
            draft={graph.layout?.contents?.[name]}
            onDraft={(content) => change(withDraft(latest.current, name, content))}
          />
          <Group grow align="flex-start">
            <TextInput
              label={t('chain.ownTitle')}
              placeholder={step.title ? '' : titles.of(name).title}
              maxLength={200}
              value={step.title ?? ''}
              onChange={(event) => patch('title', event.currentTarget.value)}
            />
          </Group>
          <Textarea
            label={t('chain.note')}
            placeholder={t('chain.noteHint')}
            autosize
            minRows={1}
            maxRows={6}
            maxLength={200}
            value={step.note ?? ''}
            onChange={(event) => patch('note', event.currentTarget.value)}
          />
        </Stack>
      </fieldset>
    </Stack>
  );
}

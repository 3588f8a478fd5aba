import { ActionIcon, Button, Group } from '@mantine/core';
import {
  IconChevronDown,
  IconChevronUp,
  IconGripVertical,
  IconPlus,
  IconStairsUp,
  IconTrash,
} from '@tabler/icons-react';
import { type DragEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWords } from '@/components/scoring/ruleWords';
import { stageName } from '@/components/scoring/stageName';
import { Section } from '@/components/ui/Section';
import { Empty } from '@/components/ui/states';
import type { Stage } from '@/lib/api/scoring';
import { insertAt, moveBy, removeAt } from '@/lib/conditions/tree';
import { useCan } from '@/lib/session';
import classes from '../scoring.module.css';
import { freshId } from './RuleList';
import { StageDrawer } from './StageDrawer';

const MAX_STAGES = 20;

interface StageListProps {
  stages: readonly Stage[];
  /** The set that the server suggests. */
  ready: readonly Stage[];
  onChange: (stages: Stage[]) => void;
}

/** Stages of a life, from the first to the last: the last that fits is the person's. */
export function StageList({ stages, ready, onChange }: StageListProps) {
  const { t } = useTranslation();
  const canWrite = useCan('segments_write');
  const [opened, open] = useState<Stage | null>(null);
  const [dragged, drag] = useState<number | null>(null);
  const [over, hover] = useState<number | null>(null);
  const keys = stages.map((stage) => stage.key);
  const put = (stage: Stage): void => {
    const isKnown = keys.includes(stage.key);
    onChange(isKnown ? stages.map((old) => (old.key === stage.key ? stage : old)) : [...stages, stage]);
    open(null);
  };
  const drop = (to: number): void => {
    const moved = dragged === null ? undefined : stages[dragged];
    if (moved && dragged !== null && dragged !== to) onChange(insertAt(removeAt(stages, dragged), to, moved));
    drag(null);
    hover(null);
  };
  const actions = canWrite && (
    <Group gap="xs">
      <Button variant="subtle" color="gray" onClick={() => onChange([...ready])}>
        {t('scoring.readyStages')}
      </Button>
      {stages.length < MAX_STAGES && (
        <Button
          variant="default"
          leftSection={<IconPlus size={16} />}
          onClick={() => open({ key: freshId(keys, 'stage'), name: '' })}
        >
          {t('scoring.addStage')}
        </Button>
      )}
    </Group>
  );
  return (
    <Section title={t('scoring.stages')} text={t('scoring.stagesText')} flush>
      {stages.length === 0 ? (
        <Empty icon={IconStairsUp} title={t('scoring.noStages')} text={t('scoring.noStagesText')} action={actions} />
      ) : (
        <>
          <ol className={classes.rows} aria-label={t('scoring.stages')}>
            {stages.map((stage, index) => (
              <StageRow
                key={stage.key}
                stage={stage}
                canWrite={canWrite}
                isDragged={dragged === index}
                isOver={over === index && dragged !== index}
                onDragStart={() => drag(index)}
                onDragOver={(event) => {
                  if (dragged === null) return;
                  event.preventDefault();
                  hover(index);
                }}
                onDrop={() => drop(index)}
                onDragEnd={() => drop(dragged ?? index)}
                onOpen={() => open(stage)}
                onUp={index > 0 ? () => onChange(moveBy(stages, index, -1)) : undefined}
                onDown={index < stages.length - 1 ? () => onChange(moveBy(stages, index, 1)) : undefined}
                onRemove={() => onChange(removeAt(stages, index))}
              />
            ))}
          </ol>
          {actions && (
            <Group justify="flex-end" px="md" py="sm" style={{ borderTop: '1px solid var(--line)' }}>
              {actions}
            </Group>
          )}
        </>
      )}
      {opened && <StageDrawer key={opened.key} stage={opened} onDone={put} onClose={() => open(null)} />}
    </Section>
  );
}

interface StageRowProps {
  stage: Stage;
  canWrite: boolean;
  isDragged: boolean;
  isOver: boolean;
  onDragStart: () => void;
  onDragOver: (event: DragEvent) => void;
  onDrop: () => void;
  onDragEnd: () => void;
  onOpen: () => void;
  onUp: (() => void) | undefined;
  onDown: (() => void) | undefined;
  onRemove: () => void;
}

function StageRow({ stage, canWrite, isDragged, isOver, onOpen, onUp, onDown, onRemove, ...dragging }: StageRowProps) {
  const { t, i18n } = useTranslation();
  const name = stageName(stage, i18n.language);
  const words = useWords(stage.when);
  const text = (
    <>
      <span className={classes.title}>{name}</span>
      <span className={classes.about}>{stage.when ? words : t('scoring.everybody')}</span>
    </>
  );
  if (!canWrite)
    return (
      <li className={classes.row}>
        <div className={classes.main}>{text}</div>
      </li>
    );
  return (
    <li
      className={classes.row}
      draggable
      data-dragged={isDragged || undefined}
      data-over={isOver || undefined}
      {...dragging}
    >
      <IconGripVertical size={16} className={classes.grip} aria-hidden />
      <div className={classes.main}>
        <button type="button" className={classes.open} onClick={onOpen}>
          {text}
        </button>
      </div>
      <Group gap={2} wrap="nowrap">
        <ActionIcon disabled={!onUp} onClick={onUp} aria-label={t('scoring.stageUp', { name })}>
          <IconChevronUp size={16} />
        </ActionIcon>
        <ActionIcon disabled={!onDown} onClick={onDown} aria-label={t('scoring.stageDown', { name })}>
          <IconChevronDown size={16} />
        </ActionIcon>
        <ActionIcon onClick={onRemove} aria-label={t('scoring.removeStage', { name })}>
          <IconTrash size={16} stroke={1.7} />
        </ActionIcon>
      </Group>
    </li>
  );
}

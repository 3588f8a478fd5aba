import { Text, VisuallyHidden } from '@mantine/core';
import {
  IconAlertTriangle,
  IconDoorExit,
  IconFlag,
  IconPlayerPlay,
  IconTargetArrow,
  IconUsers,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { useFormat } from '@/lib/format';
import { goalsStateQuery } from '../api/goals';
import classes from './chain.module.css';
import { ENTRY, EXIT, GOAL } from './graph/faults';
import { StepMenu } from './StepMenu';
import { StepIcon } from './steps/kinds';
import { useWork } from './work';

const share = (part: number, whole: number): string => (whole > 0 ? `${Math.round((100 * part) / whole)} %` : '—');

/** What a step's messages came to, and who waits there now. */
function Figures({ name }: { name: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { waiting, figures, hasFigures } = useWork();
  const people = waiting[name] ?? 0;
  const said = figures.get(name);
  if (!hasFigures || (people === 0 && !said)) return null;
  return (
    <span className={classes.figures}>
      {people > 0 && (
        <span className={classes.people} title={t('chain.figure.waiting', { count: people })}>
          <IconUsers size={12} aria-hidden /> {format.number(people)}
          <VisuallyHidden> {t('chain.figure.waitingWord')}</VisuallyHidden>
        </span>
      )}
      {said && (
        <>
          <span>{t('chain.figure.sent', { count: said.sent, number: format.number(said.sent) })}</span>
          {said.sent > 0 && (
            <>
              <span>{t('chain.figure.read', { share: share(said.read, said.sent) })}</span>
              <span>{t('chain.figure.goal', { share: share(said.goal, said.sent) })}</span>
            </>
          )}
        </>
      )}
    </span>
  );
}

/** A step as a card: its words, its faults, its figures; pressing it opens its editor. */
export function StepCard({ name }: { name: string }) {
  const { t } = useTranslation();
  const { graph, titles, faults, selected, moving, select } = useWork();
  const step = graph.nodes[name];
  if (!step) return null;
  const { title, kind } = titles.of(name);
  const wrong = faults.get(name) ?? [];
  return (
    <div
      className={classes.card}
      data-selected={selected === name || undefined}
      data-moving={moving?.name === name || undefined}
      data-wrong={wrong.length > 0 || undefined}
    >
      <button
        type="button"
        className={classes.main}
        data-step={name}
        aria-pressed={selected === name}
        onClick={() => select(name)}
      >
        <StepIcon step={step} />
        <span className={classes.words}>
          <span className={classes.kind}>{kind}</span>
          <span className={classes.title}>{title}</span>
          <Figures name={name} />
        </span>
        {wrong.length > 0 && (
          <span className={classes.wrong}>
            <IconAlertTriangle size={15} aria-hidden />
            <VisuallyHidden>{t('chain.faultsCount', { count: wrong.length })}</VisuallyHidden>
          </span>
        )}
      </button>
      <StepMenu name={name} className={classes.menu} />
    </div>
  );
}

/** Who begins, what ends every walk, and what it is all for: cards above all steps. */
export function EntryCards() {
  const { t } = useTranslation();
  const { graph, titles, faults, selected, select } = useWork();
  const triggers = graph.entry.triggers.map(titles.ofTrigger).join(', ');
  const exits = (graph.exit?.events ?? []).map((event) => titles.ofTrigger(event));
  if (graph.exit?.condition) exits.push(t('chain.exitCondition'));
  if (graph.exit?.goal) exits.push(t('chain.exitGoal'));
  const goal = useGoalWords();
  const parts = [
    { part: ENTRY, icon: IconPlayerPlay, name: t('chain.entry'), text: triggers || t('chain.noTrigger') },
    { part: EXIT, icon: IconDoorExit, name: t('chain.exit'), text: exits.join(', ') || t('chain.noExit') },
    { part: GOAL, icon: IconTargetArrow, name: t('messages.step.goal'), text: goal },
  ];
  return (
    <div className={classes.entry}>
      {parts.map(({ part, icon: Icon, name, text }) => (
        <button
          key={part}
          type="button"
          className={classes.entryCard}
          data-step={part}
          data-part={part === ENTRY ? 'entry' : part.slice(1)}
          data-selected={selected === part || undefined}
          data-wrong={faults.has(part) || undefined}
          aria-pressed={selected === part}
          onClick={() => select(part)}
        >
          <Icon size={17} stroke={1.8} aria-hidden />
          <span className={classes.words}>
            <span className={classes.kind}>{name}</span>
            <span className={classes.title}>{text}</span>
          </span>
          {faults.has(part) && (
            <span className={classes.wrong}>
              <IconAlertTriangle size={15} aria-hidden />
              <VisuallyHidden>{t('chain.faultsCount', { count: faults.get(part)?.length ?? 0 })}</VisuallyHidden>
            </span>
          )}
        </button>
      ))}
    </div>
  );
}

/** The main goal by its name; that nobody has decided yet is said, too. */
function useGoalWords(): string {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const goals = useQuery(goalsStateQuery(id)).data;
  if (!goals) return '…';
  const main = goals.goals.find(({ is_main }) => is_main);
  if (main) return main.name || t('chain.goalNameless');
  return t(goals.without_goal ? 'messages.goal.none' : 'messages.goal.undecided');
}

/** Where a line ends: the walk is over, or goes on at a step that stands elsewhere. */
export function Stub({ to, isBack = false }: { to: string | null; isBack?: boolean }) {
  const { t } = useTranslation();
  const { titles, select } = useWork();
  if (to === null)
    return (
      <div className={classes.stub}>
        <IconFlag size={13} aria-hidden />
        <Text span inherit truncate>
          {t('chain.end')}
        </Text>
      </div>
    );
  return (
    <button type="button" className={classes.stub} onClick={() => select(to)}>
      <Text span inherit truncate>
        {t(isBack ? 'chain.back' : 'chain.on', { step: titles.of(to).title })}
      </Text>
    </button>
  );
}

import { Button } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useDocumentTitle } from '@/components/ui/Page';
import pageClasses from '@/components/ui/Page.module.css';
import { useCan } from '@/lib/session';
import { useUrlState } from '@/lib/urlState';
import type { Content, Graph } from '../api/graph';
import type { ScenarioDetails } from '../api/types';
import { MessageName } from '../contents/name';
import { WatchNote } from '../watch/WatchNote';
import { type MessageContext, MessageContextProvider } from './context';
import classes from './editor.module.css';
import { Head } from './Head';
import { STEPS, type Step, sendOf, stepOf, writtenContent } from './model';
import { Rail } from './Rail';
import { State } from './State';
import { Summary } from './Summary';
import { AudienceStep } from './steps/AudienceStep';
import { CheckStep } from './steps/CheckStep';
import { ContentStep } from './steps/ContentStep';
import { GoalStep } from './steps/GoalStep';
import { TriggerStep } from './steps/TriggerStep';
import { useEditing } from './useEditing';
import { useChecked } from './useFaults';

const PAGES: Record<Step, () => ReactNode> = {
  trigger: TriggerStep,
  audience: AudienceStep,
  content: ContentStep,
  goal: GoalStep,
  check: CheckStep,
};

interface MessageEditorProps {
  scenario: ScenarioDetails;
  first: Graph;
  /** What its content says, where that has been kept. */
  content: Content | undefined;
}

/** A message in steps: when, to whom, what, to what end, and off it goes. */
export function MessageEditor({ scenario, first, content: saved }: MessageEditorProps) {
  const { t } = useTranslation();
  const canWrite = useCan('messages_write');
  const [values, change] = useUrlState(['step'] as const);
  const step = STEPS.find((known) => known === values.step) ?? (scenario.status === 'draft' ? 'trigger' : 'check');
  const editing = useEditing(scenario, first);
  const { graph } = editing;
  const { channel } = sendOf(graph);
  const written = writtenContent(graph);
  const content = useMemo<Content>(
    // Its id is no part of what it says.
    () => written ?? (saved ? { channel: saved.channel, content: saved.content } : { channel, content: {} }),
    [written, saved, channel],
  );
  const checked = useChecked(graph, content);
  useDocumentTitle(scenario.name);
  const context = useMemo<MessageContext>(
    () => ({
      scenario,
      editing,
      content,
      checked,
      canWrite: canWrite && scenario.status !== 'archived',
      step,
      go: (next) => change({ step: next }),
      faultsOf: (wanted) => checked.faults.filter((fault) => stepOf(fault) === wanted),
    }),
    [scenario, editing, content, checked, canWrite, step, change],
  );
  const Shown = PAGES[step];
  const next = STEPS[STEPS.indexOf(step) + 1];
  return (
    <MessageContextProvider value={context}>
      <div className={pageClasses.page} data-width="wide">
        <header className={classes.head}>
          <Head />
          <Rail />
        </header>
        <Summary />
        {scenario.status !== 'draft' && <State />}
        {scenario.status === 'active' && <WatchNote id={scenario.id} />}
        <main aria-label={t(`messages.step.${step}`)}>
          <MessageName value={scenario.name}>
            <fieldset disabled={!context.canWrite} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
              <Shown />
            </fieldset>
          </MessageName>
        </main>
        {next && (
          <div className={classes.foot}>
            <span />
            <Button
              variant="default"
              rightSection={<IconArrowRight size={16} />}
              onClick={() => {
                context.go(next);
                window.scrollTo({ top: 0 });
              }}
            >
              {t(`messages.step.${next}`)}
            </Button>
          </div>
        )}
      </div>
    </MessageContextProvider>
  );
}

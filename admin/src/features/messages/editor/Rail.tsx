import { useHotkeys } from '@mantine/hooks';
import { IconCheck } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useMessage } from './context';
import classes from './editor.module.css';
import { STEPS, type Step, writtenContent } from './model';

type State = 'done' | 'bad' | 'open';

/** The steps in the order in which one thinks of a message; any can be reached at once, Alt+1…5 too. */
export function Rail() {
  const { t } = useTranslation();
  const { step: here, go } = useMessage();
  const current = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // Newer browsers hand back a promise, which is no way to end an effect.
    current.current?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [here]);
  useHotkeys(
    STEPS.map((step, index) => [`alt+${index + 1}`, () => go(step)]),
    [],
  );
  const stateOf = useStates();
  return (
    <nav aria-label={t('messages.steps')}>
      <ol className={classes.rail}>
        {STEPS.map((step, index) => {
          const state = stateOf(step);
          return (
            <li key={step}>
              <button
                ref={step === here ? current : null}
                type="button"
                className={classes.step}
                aria-current={step === here ? 'step' : undefined}
                onClick={() => go(step)}
              >
                <span className={classes.mark} data-state={state} aria-hidden>
                  {state === 'done' ? <IconCheck size={13} stroke={2.6} /> : state === 'bad' ? '!' : index + 1}
                </span>
                {t(`messages.step.${step}`)}
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

/** How far each step is; before one has come to a step its gaps are no faults. */
function useStates(): (step: Step) => State {
  const { faultsOf, editing, scenario, content, checked } = useMessage();
  const { graph } = editing;
  return (step) => {
    if (faultsOf(step).length > 0) return isBegun(step) ? 'bad' : 'open';
    if (step === 'check') return scenario.status === 'draft' ? 'open' : 'done';
    if (step === 'goal' || checked.isChecking) return isBegun(step) ? 'done' : 'open';
    return step === 'audience' || isBegun(step) ? 'done' : 'open';
  };
  function isBegun(step: Step): boolean {
    if (step === 'trigger') return Boolean(graph.entry.mailing) || graph.entry.triggers.length > 0;
    if (step === 'audience') return true;
    if (step === 'content') return writtenContent(graph) !== undefined || Object.keys(content.content).length > 0;
    return false;
  }
}

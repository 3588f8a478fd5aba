import type { Fault } from '@/lib/api/errors';
import type { Content } from '../../api/graph';
import { FaultsAt, FaultsIn } from '../../parts/faults';
import { kindOf, type Step } from '../graph/model';
import { ListFields, PropertyFields, TagFields } from './ChangeFields';
import { ConditionFields } from './ConditionFields';
import { ExitFields, HandoverFields, ScoreFields } from './EndFields';
import { SendFields } from './SendFields';
import { SplitFields } from './SplitFields';
import { WaitFields } from './WaitFields';

export interface StepProps {
  step: Step;
  onChange: (step: Step) => void;
  /** Where the step stands in the graph: "nodes.wait-1". */
  path: string;
}
interface StepEditorProps extends StepProps {
  faults: readonly Fault[];
  /** What is being written for a send step, and not kept yet. */
  draft: Content | undefined;
  onDraft: (content: Content) => void;
}

/** What a step does, to be set. */
export function StepEditor({ faults, draft, onDraft, ...props }: StepEditorProps) {
  return (
    <FaultsIn faults={faults}>
      {props.step.send ? (
        <SendFields {...props} faults={faults} draft={draft} onDraft={onDraft} />
      ) : (
        <Fields {...props} />
      )}
    </FaultsIn>
  );
}

function Fields(props: StepProps) {
  const { step, path } = props;
  switch (kindOf(step)) {
    case 'wait':
      return <WaitFields {...props} />;
    case 'condition':
      return <ConditionFields {...props} />;
    case 'split':
      return <SplitFields {...props} />;
    case 'property':
      return <PropertyFields {...props} />;
    case 'tag':
      return <TagFields {...props} />;
    case 'list':
      return <ListFields {...props} />;
    case 'score':
      return <ScoreFields {...props} />;
    case 'handover':
      return <HandoverFields {...props} />;
    case 'exit':
      return <ExitFields {...props} />;
    default:
      return <FaultsAt path={path} />;
  }
}

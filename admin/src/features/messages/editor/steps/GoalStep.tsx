import { GoalEditor } from '../../report/GoalEditor';
import { useMessage } from '../context';
import { sendOf } from '../model';

/** To what end: what it should bring about, and what that is worth. */
export function GoalStep() {
  const { scenario, editing } = useMessage();
  return <GoalEditor id={scenario.id} channel={sendOf(editing.graph).channel} />;
}

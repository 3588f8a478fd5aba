import type { ListedScenario } from '../api/listed';

export interface StageName {
  key: string;
  name: string | { ru: string; en: string };
}
export interface StageRow {
  key: string;
  /** '' for scenarios that have no stage. */
  name: string;
  scenarios: ListedScenario[];
  /** A stage of the workspace at which nothing runs. */
  isGap: boolean;
}

const fold = (text: string): string => text.trim().toLowerCase();

/** What a stage may be called in a scenario: its key, or its name in either language. */
function wordsOf({ key, name }: StageName): string[] {
  return [key, ...(typeof name === 'string' ? [name] : [name.ru, name.en])].map(fold);
}

/** Scenarios by the stages of the workspace in their order, then by those only scenarios know, then without one. */
export function rowsOf(
  stages: readonly StageName[],
  scenarios: readonly ListedScenario[],
  language: 'ru' | 'en',
): StageRow[] {
  const keyOf = new Map(stages.flatMap((stage) => wordsOf(stage).map((word) => [word, stage.key] as const)));
  const placed = new Map<string, ListedScenario[]>();
  const names = new Map<string, string>();
  for (const { key, name } of stages) names.set(key, typeof name === 'string' ? name : name[language]);
  for (const scenario of scenarios) {
    const word = fold(scenario.stage);
    const key = keyOf.get(word) ?? word;
    if (word && !names.has(key)) names.set(key, scenario.stage.trim());
    placed.set(key, [...(placed.get(key) ?? []), scenario]);
  }
  const isOwn = new Set(stages.map(({ key }) => key));
  const row = (key: string, name: string): StageRow => {
    const some = placed.get(key) ?? [];
    const isGap = isOwn.has(key) && !some.some(({ status }) => status === 'active');
    return { key, name, scenarios: some, isGap };
  };
  const rows = [...names].map(([key, name]) => row(key, name));
  return placed.has('') ? [...rows, row('', '')] : rows;
}

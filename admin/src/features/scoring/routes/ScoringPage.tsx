import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Scoring } from '@/lib/api/scoring';
import { Frame } from '../components/Frame';
import { Levels } from '../components/Levels';
import { RuleList } from '../components/RuleList';
import { ScorePreview } from '../components/ScorePreview';
import { useComputed } from '../useComputed';

/** What keeps the draft from being asked: the first thing still to be mended. */
export function gapOf(scoring: Scoring): 'noRules' | 'unnamedLevel' | 'levelsOrder' | 'boundsOrder' | null {
  const { rules, levels, lowest, highest } = scoring;
  if (rules.length === 0) return 'noRules';
  if (levels.some((level) => !level.name.trim())) return 'unnamedLevel';
  if (levels.some((level, index) => index > 0 && level.at <= (levels[index - 1]?.at ?? 0))) return 'levelsOrder';
  const isTurned = typeof lowest === 'number' && typeof highest === 'number' && lowest > highest;
  return isTurned ? 'boundsOrder' : null;
}

export function Component() {
  const { t } = useTranslation();
  const editing = useComputed('scoring');
  const { draft, saved, isChanged } = editing;
  const gap = draft ? gapOf(draft) : null;
  const asked = useMemo(() => (draft && gap === null ? draft : null), [draft, gap]);
  const change = (patch: Partial<Scoring>): void => draft && editing.change({ ...draft, ...patch });
  return (
    <Frame
      kind="scoring"
      editing={editing}
      gap={gap && t(`scoring.gap.${gap}`)}
      aside={<ScorePreview draft={asked} isLive={saved?.status === 'live' && !isChanged} />}
    >
      {draft && <RuleList rules={draft.rules} onChange={(rules) => change({ rules })} />}
      {draft && <Levels scoring={draft} onChange={change} />}
    </Frame>
  );
}

import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Frame } from '../components/Frame';
import { Funnel } from '../components/Funnel';
import { StageList } from '../components/StageList';
import { useComputed } from '../useComputed';

export function Component() {
  const { t } = useTranslation();
  const editing = useComputed('stages');
  const { draft, saved, isChanged } = editing;
  const isEmpty = draft?.stages.length === 0;
  const asked = useMemo(() => (draft && draft.stages.length > 0 ? draft : null), [draft]);
  return (
    <Frame
      kind="stages"
      editing={editing}
      gap={isEmpty ? t('scoring.gap.noStages') : null}
      aside={<Funnel draft={asked} isLive={saved?.status === 'live' && !isChanged} />}
    >
      {draft && saved && (
        <StageList
          stages={draft.stages}
          ready={saved.suggested.stages}
          onChange={(stages) => editing.change({ stages })}
        />
      )}
    </Frame>
  );
}

import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Rfm } from '@/lib/api/scoring';
import { readDuration } from '@/lib/conditions/durations';
import { gridQuery } from '../api';
import { Borders } from '../components/Borders';
import { Frame } from '../components/Frame';
import { Groups } from '../components/Groups';
import { RfmGrid } from '../components/RfmGrid';
import { useComputed } from '../useComputed';
import { usePreview } from '../usePreview';

/** Whether every border is there, and each pair rises. Durations are held against each other by the server. */
export function isRising({ recency, frequency, money }: Rfm): boolean {
  const [few = 0, many = 0] = frequency;
  const [little = 0, much = 0] = money.map(Number);
  return recency.every((span) => readDuration(span) !== null) && few < many && little < much;
}

export function Component() {
  const { t } = useTranslation();
  const editing = useComputed('rfm');
  const { draft, saved, isChanged } = editing;
  const isReady = draft !== undefined && isRising(draft);
  const isLive = saved?.status === 'live' && !isChanged;
  // What is in force is counted with its money; a draft only with its people.
  const grid = useQuery({ ...gridQuery, enabled: isLive });
  const asked = useMemo(() => (draft && isReady && !isLive && saved ? draft : null), [draft, isReady, isLive, saved]);
  const preview = usePreview('rfm', asked);
  const cells = isLive ? grid.data?.cells : preview.data?.cells;
  return (
    <Frame
      kind="rfm"
      editing={editing}
      gap={draft && !isReady ? t('scoring.gap.borders') : null}
      aside={<Groups cells={cells} isLive={isLive} />}
    >
      {draft && <Borders rfm={draft} onChange={editing.change} />}
      <RfmGrid
        rfm={draft}
        cells={cells}
        error={isLive ? grid.error : preview.error}
        retry={isLive ? () => void grid.refetch() : preview.retry}
        isOld={!isLive && preview.isOld}
        isLive={isLive}
      />
    </Frame>
  );
}

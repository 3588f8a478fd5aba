import { memo, useDeferredValue, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { BuilderFrame } from '../builder/BuilderFrame';
import { type Building, BuildingContext, useBuilding } from './context';
import { Doubts } from './Doubts';
import { placeFault } from './model/checks';
import { Outline } from './outline/Outline';
import type { PopupEditorProps } from './PopupEditor';
import { Properties } from './panels/Properties';
import { Preview } from './preview/Preview';
import { Templates } from './Templates';
import { useBuilder } from './useBuilder';

const List = memo(Outline);
const NO_FAULTS: PopupEditorProps['faults'] = [];

/** Blocks and pages on the left, the popup as visitors see it in the middle, what is chosen on the right. */
export default function Builder({ channel, content, onChange, faults = NO_FAULTS }: PopupEditorProps) {
  const { t } = useTranslation();
  const builder = useBuilder(content, onChange);
  const placed = useMemo(() => (faults ?? []).map(placeFault), [faults]);
  const building: Building = {
    ...builder,
    channel,
    faults: placed,
    pageName: (index) => t('popups.page', { n: index + 1 }),
  };
  return (
    <BuildingContext value={building}>
      <BuilderFrame
        label={t('popups.builder')}
        undo={builder.undo}
        redo={builder.redo}
        tools={() => (
          <>
            <Templates />
            <Doubts />
          </>
        )}
        outline={(go) => <SettledOutline onChosen={go} />}
        preview={(isNarrow, go) => <Preview isNarrow={isNarrow} onChosen={go} />}
        properties={<Properties />}
      />
    </BuildingContext>
  );
}

/** While one types, the list of blocks may come a moment after the preview. */
function SettledOutline({ onChosen }: { onChosen: () => void }) {
  const settled = useDeferredValue(useBuilding());
  return (
    <BuildingContext value={settled}>
      <List onChosen={onChosen} />
    </BuildingContext>
  );
}

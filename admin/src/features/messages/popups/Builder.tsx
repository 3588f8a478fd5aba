import { ActionIcon, Button, Group, Modal, SegmentedControl, Tooltip } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { IconArrowBackUp, IconArrowForwardUp, IconArrowsMaximize } from '@tabler/icons-react';
import { type KeyboardEvent, memo, useCallback, useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Building, BuildingContext, useBuilding } from './context';
import { Doubts } from './Doubts';
import { placeFault } from './model/checks';
import { Outline } from './outline/Outline';
import type { PopupEditorProps } from './PopupEditor';
import { Properties } from './panels/Properties';
import classes from './popups.module.css';
import { Preview } from './preview/Preview';
import { Templates } from './Templates';
import { useBuilder } from './useBuilder';

/** From this width on all three columns stand side by side. */
const WIDE = 960;
/** Below it the preview begins with a phone. */
const NARROW = 560;
const TABS = ['outline', 'preview', 'properties'] as const;
type Tab = (typeof TABS)[number];

const List = memo(Outline);
const NO_FAULTS: PopupEditorProps['faults'] = [];

/** Blocks and pages on the left, the popup as visitors see it in the middle, what is chosen on the right. */
export default function Builder({ channel, content, onChange, faults = NO_FAULTS }: PopupEditorProps) {
  const { t } = useTranslation();
  const builder = useBuilder(content, onChange);
  const [isWhole, fill] = useState(false);
  const placed = useMemo(() => (faults ?? []).map(placeFault), [faults]);
  const building: Building = {
    ...builder,
    channel,
    faults: placed,
    pageName: (index) => t('popups.page', { n: index + 1 }),
  };
  const body = <Columns isWhole={isWhole} onFill={() => fill(!isWhole)} />;
  return (
    <BuildingContext value={building}>
      {isWhole ? (
        <Modal
          opened
          fullScreen
          onClose={() => fill(false)}
          title={t('popups.builder')}
          classNames={{ body: classes.full ?? '' }}
        >
          {body}
        </Modal>
      ) : (
        body
      )}
    </BuildingContext>
  );
}

interface ColumnsProps {
  isWhole: boolean;
  onFill: () => void;
}

function Columns({ isWhole, onFill }: ColumnsProps) {
  const { t } = useTranslation();
  const { ref, width } = useElementSize();
  const [tab, open] = useState<Tab>('preview');
  const onKeyDown = useUndoKeys();
  const isWide = width >= WIDE;
  const toProperties = useCallback(() => !isWide && open('properties'), [isWide]);
  // While one types, the list of blocks may come a moment after the preview.
  const settled = useDeferredValue(useBuilding());
  const shows = (part: Tab): boolean => isWide || tab === part;
  return (
    <section
      ref={ref}
      className={classes.builder}
      data-whole={isWhole || undefined}
      aria-label={t('popups.builder')}
      onKeyDown={onKeyDown}
    >
      <Bar isWhole={isWhole} onFill={onFill} />
      {!isWide && (
        <SegmentedControl
          fullWidth
          aria-label={t('popups.parts')}
          value={tab}
          onChange={(value) => open(value)}
          data={TABS.map((value) => ({ value, label: t(`popups.tab.${value}`) }))}
          mb="xs"
        />
      )}
      {width > 0 && (
        <div className={classes.columns} data-wide={isWide || undefined}>
          {shows('outline') && (
            <div className={classes.column}>
              <BuildingContext value={settled}>
                <List onChosen={toProperties} />
              </BuildingContext>
            </div>
          )}
          {shows('preview') && <Preview isNarrow={width < NARROW} onChosen={toProperties} />}
          {shows('properties') && (
            <div className={classes.column}>
              <Properties />
            </div>
          )}
        </div>
      )}
    </section>
  );
}

/** The way back and forth, what is doubtful, and the whole screen. */
function Bar({ isWhole, onFill }: ColumnsProps) {
  const { t } = useTranslation();
  const { undo, redo } = useBuilding();
  const steps = [
    { key: 'undo', icon: IconArrowBackUp, act: undo },
    { key: 'redo', icon: IconArrowForwardUp, act: redo },
  ] as const;
  return (
    <Group gap="xs" mb="xs" justify="space-between">
      <Group gap={4}>
        {steps.map(({ key, icon: Icon, act }) => (
          <Tooltip key={key} label={t(`popups.${key}`)}>
            <ActionIcon
              aria-label={t(`popups.${key}`)}
              variant="default"
              size={34}
              disabled={act === null}
              onClick={() => act?.()}
            >
              <Icon size={17} />
            </ActionIcon>
          </Tooltip>
        ))}
        <Templates />
        <Doubts />
      </Group>
      {!isWhole && (
        <Button variant="default" visibleFrom="sm" leftSection={<IconArrowsMaximize size={15} />} onClick={onFill}>
          {t('popups.fill')}
        </Button>
      )}
    </Group>
  );
}

/** Ctrl+Z and Ctrl+Shift+Z (or Y), also in a text: every letter is an edit of the popup. */
function useUndoKeys(): (event: KeyboardEvent) => void {
  const { undo, redo } = useBuilding();
  return (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const isBack = event.code === 'KeyZ' && !event.shiftKey;
    const isForth = (event.code === 'KeyZ' && event.shiftKey) || event.code === 'KeyY';
    if (!isBack && !isForth) return;
    event.preventDefault();
    if (isBack) undo?.();
    else redo?.();
  };
}

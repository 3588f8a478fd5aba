import { ActionIcon, Button, Group, Modal, SegmentedControl, Tooltip } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { IconArrowBackUp, IconArrowForwardUp, IconArrowsMaximize } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './frame.module.css';

/** From this width on all three columns stand side by side. */
const WIDE = 960;
/** Below it the preview begins with a phone. */
const NARROW = 560;
const TABS = ['outline', 'preview', 'properties'] as const;
type Tab = (typeof TABS)[number];

interface BuilderFrameProps {
  /** What is built. */
  label: string;
  undo: (() => void) | null;
  redo: (() => void) | null;
  /** Beside the way back and forth. `go` leads to the properties where they stand alone. */
  tools: (go: () => void) => ReactNode;
  outline: (go: () => void) => ReactNode;
  preview: (isNarrow: boolean, go: () => void) => ReactNode;
  properties: ReactNode;
}

/** Three columns: what it is made of, how it is seen, what is chosen; one after another on a phone. */
export function BuilderFrame(props: BuilderFrameProps) {
  const [isWhole, fill] = useState(false);
  const columns = <Columns {...props} isWhole={isWhole} onFill={() => fill(true)} />;
  if (!isWhole) return columns;
  return (
    <Modal opened fullScreen onClose={() => fill(false)} title={props.label}>
      {columns}
    </Modal>
  );
}

interface ColumnsProps extends BuilderFrameProps {
  isWhole: boolean;
  onFill: () => void;
}

function Columns({ isWhole, onFill, label, undo, redo, tools, outline, preview, properties }: ColumnsProps) {
  const { t } = useTranslation();
  const { ref, width } = useElementSize();
  const [tab, open] = useState<Tab>('preview');
  const isWide = width >= WIDE;
  const toProperties = useCallback(() => !isWide && open('properties'), [isWide]);
  const shows = (part: Tab): boolean => isWide || tab === part;
  return (
    <section
      ref={ref}
      className={classes.builder}
      data-whole={isWhole || undefined}
      aria-label={label}
      onKeyDown={(event) => pressUndo(event, undo, redo)}
    >
      <Group gap="xs" mb="xs" justify="space-between">
        <Group gap={4}>
          <WayBack undo={undo} redo={redo} />
          {tools(toProperties)}
        </Group>
        {!isWhole && (
          <Button variant="default" visibleFrom="sm" leftSection={<IconArrowsMaximize size={15} />} onClick={onFill}>
            {t('builder.fill')}
          </Button>
        )}
      </Group>
      {!isWide && (
        <SegmentedControl
          fullWidth
          aria-label={t('builder.parts')}
          value={tab}
          onChange={(value) => open(value)}
          data={TABS.map((value) => ({ value, label: t(`builder.tab.${value}`) }))}
          mb="xs"
        />
      )}
      {width > 0 && (
        <div className={classes.columns} data-wide={isWide || undefined}>
          {shows('outline') && <div className={classes.column}>{outline(toProperties)}</div>}
          {shows('preview') && preview(width < NARROW, toProperties)}
          {shows('properties') && <div className={classes.column}>{properties}</div>}
        </div>
      )}
    </section>
  );
}

function WayBack({ undo, redo }: Pick<BuilderFrameProps, 'undo' | 'redo'>) {
  const { t } = useTranslation();
  const steps = [
    { key: 'undo', icon: IconArrowBackUp, act: undo },
    { key: 'redo', icon: IconArrowForwardUp, act: redo },
  ] as const;
  return steps.map(({ key, icon: Icon, act }) => (
    <Tooltip key={key} label={t(`builder.${key}`)}>
      <ActionIcon
        aria-label={t(`builder.${key}`)}
        variant="default"
        size={34}
        disabled={act === null}
        onClick={() => act?.()}
      >
        <Icon size={17} />
      </ActionIcon>
    </Tooltip>
  ));
}

/** Ctrl+Z and Ctrl+Shift+Z (or Y), also in a text: every letter typed is an edit of what is built. */
function pressUndo(event: KeyboardEvent, undo: (() => void) | null, redo: (() => void) | null): void {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
  const isBack = event.code === 'KeyZ' && !event.shiftKey;
  const isForth = (event.code === 'KeyZ' && event.shiftKey) || event.code === 'KeyY';
  if (!isBack && !isForth) return;
  event.preventDefault();
  if (isBack) undo?.();
  else redo?.();
}

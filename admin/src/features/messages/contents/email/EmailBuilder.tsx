import { ActionIcon, Button, Group, Modal, SegmentedControl, Tooltip } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { IconArrowBackUp, IconArrowForwardUp, IconArrowsMaximize } from '@tabler/icons-react';
import { type KeyboardEvent, memo, useCallback, useDeferredValue, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContentFields, ContentProps } from '../ContentEditor';
import { Checks } from './checks/Checks';
import { useWriting, WritingContext } from './context';
import classes from './email.module.css';
import { Templates } from './gallery/Templates';
import { readDesign } from './model/letter';
import { Outline } from './outline/Outline';
import { Properties } from './panels/Properties';
import { Preview } from './preview/Preview';
import { useLetter } from './useLetter';

/** From this width on all three columns stand side by side. */
const WIDE = 960;
/** Below it the preview begins with a phone. */
const NARROW = 560;
const TABS = ['outline', 'preview', 'properties'] as const;
type Tab = (typeof TABS)[number];

const List = memo(Outline);

/** Blocks on the left, the letter as its readers see it in the middle, what is chosen on the right. */
export default function EmailBuilder({ content, onChange, faults }: ContentProps) {
  const { t } = useTranslation();
  // What changes beside the blocks in the same breath: a ready letter brings its subject.
  const beside = useRef<ContentFields>({});
  const letter = useLetter(content.design, (design) => {
    onChange({ ...content, ...beside.current, design });
    beside.current = {};
  });
  const setContent = ({ design, ...rest }: ContentFields): void => {
    if (design === undefined) {
      onChange({ ...content, ...rest });
      return;
    }
    beside.current = rest;
    letter.edit(() => readDesign(design));
  };
  const [isWhole, fill] = useState(false);
  const body = <Columns isWhole={isWhole} onFill={() => fill(!isWhole)} />;
  const writing = { ...letter, content, setContent, faults };
  return (
    <WritingContext value={writing}>
      {isWhole ? (
        <Modal opened fullScreen onClose={() => fill(false)} title={t('letters.builder')}>
          {body}
        </Modal>
      ) : (
        body
      )}
    </WritingContext>
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
  // While one types, the list of blocks may come a moment after.
  const settled = useDeferredValue(useWriting());
  const shows = (part: Tab): boolean => isWide || tab === part;
  return (
    <section
      ref={ref}
      className={classes.builder}
      data-whole={isWhole || undefined}
      aria-label={t('letters.builder')}
      onKeyDown={onKeyDown}
    >
      <Bar isWhole={isWhole} onFill={onFill} onGo={toProperties} />
      {!isWide && (
        <SegmentedControl
          fullWidth
          aria-label={t('letters.parts')}
          value={tab}
          onChange={(value) => open(value)}
          data={TABS.map((value) => ({ value, label: t(`letters.tab.${value}`) }))}
          mb="xs"
        />
      )}
      {width > 0 && (
        <div className={classes.columns} data-wide={isWide || undefined}>
          {shows('outline') && (
            <div className={classes.column}>
              <WritingContext value={settled}>
                <List onChosen={toProperties} />
              </WritingContext>
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

/** The way back and forth, ready letters, what is doubtful, and the whole screen. */
function Bar({ isWhole, onFill, onGo }: ColumnsProps & { onGo: () => void }) {
  const { t } = useTranslation();
  const { undo, redo, content, setContent, choose } = useWriting();
  const steps = [
    { key: 'undo', icon: IconArrowBackUp, act: undo },
    { key: 'redo', icon: IconArrowForwardUp, act: redo },
  ] as const;
  return (
    <Group gap="xs" mb="xs" justify="space-between">
      <Group gap={4}>
        {steps.map(({ key, icon: Icon, act }) => (
          <Tooltip key={key} label={t(`letters.${key}`)}>
            <ActionIcon
              aria-label={t(`letters.${key}`)}
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
        <Checks
          content={content}
          onChange={setContent}
          onGo={(spot) => {
            choose(spot);
            onGo();
          }}
        />
      </Group>
      {!isWhole && (
        <Button variant="default" visibleFrom="sm" leftSection={<IconArrowsMaximize size={15} />} onClick={onFill}>
          {t('letters.fill')}
        </Button>
      )}
    </Group>
  );
}

/** Ctrl+Z and Ctrl+Shift+Z (or Y), also in a text: every letter typed is an edit of the letter. */
function useUndoKeys(): (event: KeyboardEvent) => void {
  const { undo, redo } = useWriting();
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

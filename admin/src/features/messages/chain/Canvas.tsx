import '@xyflow/react/dist/base.css';
import { ActionIcon, Tooltip } from '@mantine/core';
import { IconFocusCentered, IconMap, IconMinus, IconPlus } from '@tabler/icons-react';
import {
  type AriaLabelConfig,
  BaseEdge,
  type Edge,
  EdgeLabelRenderer,
  type EdgeProps,
  getSmoothStepPath,
  Handle,
  MiniMap,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
} from '@xyflow/react';
import { type FocusEvent, type KeyboardEvent, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './chain.module.css';
import { type Box, END_WIDTH, HEIGHT, layOut, ROW, WIDTH } from './graph/layout';
import { type Place, START } from './graph/model';
import { PlaceButton } from './PlaceButton';
import { EntryCards, StepCard, Stub } from './StepCard';
import { useWork } from './work';

const ENTRY_WIDTH = 680;
const STUB_HEIGHT = 30;
const FIT = { padding: 0.12, maxZoom: 1, minZoom: 0.35 };

type StepNode = Node<{ name: string }, 'step'>;
type StubNode = Node<{ back: string | null }, 'stub'>;
type EntryNode = Node<Record<string, never>, 'entry'>;
type PlaceEdge = Edge<{ place: Place; label: string }, 'place'>;

const HANDLES = (
  <>
    <Handle type="target" position={Position.Top} isConnectable={false} className={classes.handle ?? ''} />
    <Handle type="source" position={Position.Bottom} isConnectable={false} className={classes.handle ?? ''} />
  </>
);

function EntryBox() {
  return (
    <>
      <EntryCards />
      {HANDLES}
    </>
  );
}

function StepBox({ data }: NodeProps<StepNode>) {
  return (
    <>
      <StepCard name={data.name} />
      {HANDLES}
    </>
  );
}

function StubBox({ data }: NodeProps<StubNode>) {
  return (
    <>
      <Stub to={data.back} isBack />
      {HANDLES}
    </>
  );
}

/** A line with its name where it begins, and the button that adds a step on it. */
function PlaceLine({ data, sourceX, sourceY, targetX, targetY, ...line }: EdgeProps<PlaceEdge>) {
  const [path] = getSmoothStepPath({
    sourceX,
    sourceY,
    targetX,
    targetY,
    sourcePosition: Position.Bottom,
    targetPosition: Position.Top,
    borderRadius: 10,
    // Where ways meet, each goes straight down first and across at the last moment; else across at once.
    centerY: sourceX === targetX || targetY - sourceY < ROW ? (sourceY + targetY) / 2 : undefined,
    offset: 16,
  });
  if (!data) return <BaseEdge path={path} id={line.id} />;
  const isMeeting = targetY - sourceY > ROW;
  const x = isMeeting ? sourceX : targetX;
  const y = isMeeting ? sourceY + 26 : targetY - 22;
  return (
    <>
      <BaseEdge path={path} id={line.id} />
      <EdgeLabelRenderer>
        <div className={classes.place} style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}>
          {data.label && <span className={classes.way}>{data.label}</span>}
          <PlaceButton place={data.place} />
        </div>
      </EdgeLabelRenderer>
    </>
  );
}

const NODE_TYPES = { entry: EntryBox, step: StepBox, stub: StubBox };
const EDGE_TYPES = { place: PlaceLine };

function nodeOf({ id, what, name, x, y }: Box): StepNode | StubNode {
  if (what === 'step')
    return {
      id,
      type: 'step',
      position: { x: x - WIDTH / 2, y },
      width: WIDTH,
      height: HEIGHT,
      data: { name: name ?? '' },
    };
  return {
    id,
    type: 'stub',
    position: { x: x - END_WIDTH / 2, y },
    width: END_WIDTH,
    height: STUB_HEIGHT,
    data: { back: name },
  };
}

/** The chain as a drawing; the mouse and the keyboard do the same in it. */
export function Canvas() {
  return (
    <ReactFlowProvider>
      <Drawing />
    </ReactFlowProvider>
  );
}

function Drawing() {
  const { graph, titles } = useWork();
  const labels = useAriaLabels();
  const [hasMap, showMap] = useState(false);
  const drawing = useMemo(() => layOut(graph), [graph]);
  const flow = useReactFlow();
  const first = drawing.boxes[0];
  const entry: EntryNode = {
    id: START,
    type: 'entry',
    position: { x: (first?.x ?? 0) - ENTRY_WIDTH / 2, y: -ROW + 10 },
    width: ENTRY_WIDTH,
    height: HEIGHT - 14,
    data: {},
  };
  const edges = drawing.lines.map(
    ({ id, source, target, from, key }): PlaceEdge => ({
      id,
      source,
      target,
      type: 'place',
      data: { place: { from, key }, label: titles.ofWay(from, key) },
    }),
  );
  // The keyboard's focus brings its step into sight; the pane itself must not scroll.
  const follow = (event: FocusEvent<HTMLElement>): void => {
    const name = event.target.getAttribute('data-step');
    const box = drawing.boxes.find((each) => each.id === name);
    if (!box || !event.target.matches(':focus-visible')) return;
    event.currentTarget.querySelector('.react-flow')?.scrollTo(0, 0);
    void flow.setCenter(box.x, box.y + HEIGHT / 2, { zoom: Math.max(flow.getZoom(), 0.7), duration: 120 });
  };
  return (
    <div className={classes.canvas} onFocus={follow} onKeyDown={(event) => walk(event, drawing.boxes)}>
      <ReactFlow
        nodes={[entry, ...drawing.boxes.map(nodeOf)]}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        zoomOnDoubleClick={false}
        panOnScroll
        minZoom={0.2}
        maxZoom={1.5}
        fitView
        fitViewOptions={FIT}
        ariaLabelConfig={labels}
        proOptions={{ hideAttribution: true }}
      >
        {hasMap && <MiniMap pannable zoomable className={classes.map ?? ''} nodeClassName={classes.mapNode ?? ''} />}
      </ReactFlow>
      <Controls hasMap={hasMap} onMap={() => showMap(!hasMap)} />
    </div>
  );
}

/** Arrows go from step to step, by where they stand. */
function walk(event: KeyboardEvent<HTMLElement>, boxes: readonly Box[]): void {
  const ways: Record<string, [number, number]> = {
    ArrowDown: [0, 1],
    ArrowUp: [0, -1],
    ArrowRight: [1, 0],
    ArrowLeft: [-1, 0],
  };
  const way = ways[event.key];
  const name = event.target instanceof HTMLElement ? event.target.getAttribute('data-step') : null;
  if (!way || name === null || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const here = boxes.find((box) => box.what === 'step' && box.id === name) ?? { x: boxes[0]?.x ?? 0, y: -ROW };
  const [right, down] = way;
  const cost = (box: Box): number => {
    const [x, y] = [box.x - here.x, box.y - here.y];
    const ahead = x * right + y * down;
    return ahead <= 0 ? Infinity : ahead + 3 * Math.abs(x * down + y * right);
  };
  const steps = boxes.filter((box) => box.what === 'step' && cost(box) < Infinity);
  const next = steps.sort((one, other) => cost(one) - cost(other))[0];
  const target = next ? next.id : down < 0 ? START : null;
  if (target === null) return;
  const found = event.currentTarget.querySelector<HTMLElement>(`[data-step="${CSS.escape(target)}"]`);
  found?.focus({ preventScroll: true });
}

function Controls({ hasMap, onMap }: { hasMap: boolean; onMap: () => void }) {
  const { t } = useTranslation();
  const flow = useReactFlow();
  const buttons = [
    { name: t('chain.zoomIn'), icon: IconPlus, act: () => void flow.zoomIn({ duration: 120 }) },
    { name: t('chain.zoomOut'), icon: IconMinus, act: () => void flow.zoomOut({ duration: 120 }) },
    { name: t('chain.fit'), icon: IconFocusCentered, act: () => void flow.fitView({ ...FIT, duration: 200 }) },
  ];
  return (
    <div className={classes.controls} role="toolbar" aria-label={t('chain.view')}>
      {buttons.map(({ name, icon: Icon, act }) => (
        <Tooltip key={name} label={name} position="right">
          <ActionIcon variant="default" size={32} aria-label={name} onClick={act}>
            <Icon size={16} />
          </ActionIcon>
        </Tooltip>
      ))}
      <Tooltip label={t('chain.map')} position="right">
        <ActionIcon
          variant={hasMap ? 'light' : 'default'}
          size={32}
          aria-label={t('chain.map')}
          aria-pressed={hasMap}
          onClick={onMap}
        >
          <IconMap size={16} />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}

/** What React Flow would say to a screen reader in English. */
function useAriaLabels(): Partial<AriaLabelConfig> {
  const { t } = useTranslation();
  return {
    'node.a11yDescription.default': '',
    'node.a11yDescription.keyboardDisabled': '',
    'edge.a11yDescription.default': '',
    'minimap.ariaLabel': t('chain.map'),
    'controls.ariaLabel': t('chain.view'),
  };
}

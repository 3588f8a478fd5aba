import { Text } from '@mantine/core';
import { useId, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useBuilding } from '../context';
import { drawMap, type MapEdge, type MapNode } from '../model/map';
import classes from './outline.module.css';

const WIDTH = 58;
const HEIGHT = 30;
const STEP_X = 92;
const STEP_Y = 46;
const EDGE = 6;

const left = ({ column }: MapNode): number => EDGE + column * STEP_X;
const middle = ({ row }: MapNode): number => EDGE + row * STEP_Y + HEIGHT / 2;

/** From the right side of one page to the left side of another; back to an earlier one in a bow below. */
function pathOf(from: MapNode, to: MapNode): string {
  const [x1, y1, x2, y2] = [left(from) + WIDTH, middle(from), left(to), middle(to)];
  if (to.column > from.column) return `M${x1} ${y1} C${x1 + 18} ${y1} ${x2 - 18} ${y2} ${x2 - 3} ${y2}`;
  const bow = Math.max(y1, y2) + 26;
  return `M${x1} ${y1} C${x1 + 24} ${bow} ${x2 - 24} ${bow} ${x2 - 3} ${y2}`;
}

/** Where each page leads: the dashed lines by an answer, the whole ones otherwise. A press chooses the page. */
export function PageMap({ onChosen }: { onChosen: () => void }) {
  const { t } = useTranslation();
  const arrow = useId();
  const { popup, chosen, choose, pageName } = useBuilding();
  const { nodes, edges } = useMemo(() => drawMap(popup), [popup]);
  const width = Math.max(...nodes.map(left)) + WIDTH + EDGE + 20;
  const height = Math.max(...nodes.map(middle)) + HEIGHT + EDGE;
  const titleOf = ({ to, answers }: MapEdge): string =>
    answers.length > 0
      ? t('popups.wayBy', { answers: answers.join(', '), page: pageName(to) })
      : t('popups.wayElse', { page: pageName(to) });
  return (
    <div className={classes.mapBox}>
      <Text size="xs" fw={600} mb={4}>
        {t('popups.map')}
      </Text>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard */}
      <div className={classes.mapScroll} tabIndex={0} role="group" aria-label={t('popups.map')}>
        <div style={{ position: 'relative', width, height }}>
          <svg width={width} height={height} className={classes.mapLines} role="img" aria-label={t('popups.mapLines')}>
            <defs>
              <marker id={arrow} viewBox="0 0 6 6" refX="5" refY="3" markerWidth="6" markerHeight="6" orient="auto">
                <path d="M0 0 L6 3 L0 6 z" fill="currentColor" />
              </marker>
            </defs>
            {edges.map((edge) => {
              const [from, to] = [nodes[edge.from], nodes[edge.to]];
              return (
                from &&
                to && (
                  <path
                    key={`${edge.from}-${edge.to}-${edge.answers.join()}`}
                    d={pathOf(from, to)}
                    markerEnd={`url(#${arrow})`}
                    strokeDasharray={edge.answers.length > 0 ? '4 3' : undefined}
                  >
                    <title>{titleOf(edge)}</title>
                  </path>
                )
              );
            })}
          </svg>
          {nodes.map((node) => (
            <button
              key={node.page}
              type="button"
              className={classes.mapPage}
              data-chosen={chosen.page === node.page || undefined}
              data-lost={!node.isReached || undefined}
              title={edges
                .filter(({ from }) => from === node.page)
                .map(titleOf)
                .join('\n')}
              style={{ left: left(node), top: middle(node) - HEIGHT / 2, width: WIDTH, height: HEIGHT }}
              onClick={() => {
                choose({ what: 'page', page: node.page });
                onChosen();
              }}
            >
              {t('popups.pageShort', { n: node.page + 1 })}
            </button>
          ))}
        </div>
      </div>
    </div>
  );
}

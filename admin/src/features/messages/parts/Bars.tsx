import { Tooltip } from '@mantine/core';
import classes from './parts.module.css';

export interface Bar {
  key: string;
  /** Said beside the pointer. */
  told: string;
  count: number;
}

interface BarsProps {
  bars: readonly Bar[];
  height: number;
  /** The whole in words. */
  label: string;
}

/** Small bars without axes: the shape of something at a glance, each number under the pointer. */
export function Bars({ bars, height, label }: BarsProps) {
  const most = Math.max(1, ...bars.map(({ count }) => count));
  return (
    <div className={classes.bars} style={{ height }} role="img" aria-label={label}>
      {bars.map(({ key, told, count }) => (
        <Tooltip key={key} label={told}>
          <span>
            <i style={{ height: `${(count / most) * 100}%` }} />
          </span>
        </Tooltip>
      ))}
    </div>
  );
}

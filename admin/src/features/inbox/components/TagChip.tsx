import { themeColor } from '@/components/ui/TagBadge';
import type { InboxTag } from '../api/types';
import classes from '../styles/chips.module.css';

/** A tag in a line of others: a spot of its colour and its name. */
export function TagChip({ tag: { title, color } }: { tag: InboxTag }) {
  return (
    <span className={classes.chip} title={title}>
      <i className={classes.spot} style={{ background: `var(--mantine-color-${themeColor(color)}-5)` }} aria-hidden />
      <span className={classes.name}>{title}</span>
    </span>
  );
}

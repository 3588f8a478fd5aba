import { UnstyledButton } from '@mantine/core';
import { IconPalette } from '@tabler/icons-react';
import classes from './outline.module.css';

interface WholeLineProps {
  label: string;
  isChosen: boolean;
  onChoose: () => void;
}

/** Above the blocks: what is built as a whole. */
export function WholeLine({ label, isChosen, onChoose }: WholeLineProps) {
  return (
    <UnstyledButton className={classes.whole} aria-current={isChosen || undefined} onClick={onChoose}>
      <IconPalette size={16} stroke={1.7} aria-hidden />
      {label}
    </UnstyledButton>
  );
}

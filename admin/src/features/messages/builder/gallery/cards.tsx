import { Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './gallery.module.css';

/** Ready ones that are for the same. */
export function CardGroup({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.group}>
      <Title order={3} mb="xs">
        {title}
      </Title>
      <div className={classes.cards}>{children}</div>
    </section>
  );
}

interface CardProps {
  name: string;
  text: string;
  onChoose: () => void;
  /** A small picture of it. */
  children: ReactNode;
}

/** A ready one; a press takes it. */
export function Card({ name, text, onChoose, children }: CardProps) {
  return (
    <button type="button" className={classes.card} onClick={onChoose}>
      {children}
      <span className={classes.words}>
        <Text span size="sm" fw={600} display="block">
          {name}
        </Text>
        <Text span size="xs" c="dimmed" display="block" mt={2}>
          {text}
        </Text>
      </span>
    </button>
  );
}

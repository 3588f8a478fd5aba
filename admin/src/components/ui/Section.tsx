import { Group, Paper, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface SectionProps {
  title: string;
  text?: ReactNode;
  actions?: ReactNode;
  children?: ReactNode;
  /** Lists touch the edges of the box, forms do not. */
  flush?: boolean;
}

/** A box of a page with its own head. */
export function Section({ title, text, actions, children, flush = false }: SectionProps) {
  return (
    <Paper component="section" mb="md" style={{ overflow: 'hidden' }}>
      <Group
        justify="space-between"
        align="flex-start"
        px="md"
        pt={14}
        pb={children === undefined ? 14 : 10}
        style={{ gap: 'var(--mantine-spacing-xs) var(--mantine-spacing-md)' }}
      >
        {/* A text that would be squeezed sends the buttons to the next line. */}
        <div style={{ flex: text === undefined ? '1 1 0' : '1 1 200px', minWidth: 0 }}>
          <Title order={2} fz="md">
            {title}
          </Title>
          {text !== undefined && (
            <Text size="sm" c="dimmed" mt={2} component="div">
              {text}
            </Text>
          )}
        </div>
        {actions !== undefined && (
          <Group gap="xs" wrap="nowrap">
            {actions}
          </Group>
        )}
      </Group>
      {children !== undefined && <div style={flush ? {} : { padding: '0 16px 16px' }}>{children}</div>}
    </Paper>
  );
}

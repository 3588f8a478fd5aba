import { Box, Group, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { setPageTitle } from '@/lib/title';
import classes from './Page.module.css';

interface PageProps {
  title: string;
  /** Beside the title: a count, a state. */
  note?: ReactNode;
  actions?: ReactNode;
  /** Narrow pages are for reading and forms, wide ones for tables. */
  width?: 'narrow' | 'wide' | 'full';
  children: ReactNode;
}

/** Head and body of a page; the title is also the tab's. */
export function Page({ title, note, actions, width = 'wide', children }: PageProps) {
  useDocumentTitle(title);
  return (
    <div className={classes.page} data-width={width}>
      <header className={classes.head}>
        <Group gap="sm" wrap="nowrap" style={{ minWidth: 0 }}>
          <Title order={1} className={classes.title}>
            {title}
          </Title>
          {note}
        </Group>
        {actions !== undefined && <Group gap="xs">{actions}</Group>}
      </header>
      <Box className={classes.body}>{children}</Box>
    </div>
  );
}

export function useDocumentTitle(title: string): void {
  useEffect(() => {
    setPageTitle(title);
  }, [title]);
}

import { Badge } from '@mantine/core';

/** Our names of colours, as the theme knows them. */
const THEME: Record<string, string> = { purple: 'grape', '': 'iris' };

export function themeColor(color: string): string {
  return THEME[color] ?? color;
}

export function TagBadge({ title, color }: { title: string; color: string }) {
  return (
    <Badge color={themeColor(color)} maw="100%">
      {title}
    </Badge>
  );
}

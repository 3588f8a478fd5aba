import { ThemeIcon } from '@mantine/core';
import { lookOf } from '@/lib/events/kinds';

export function EventIcon({ name, size = 26 }: { name: string; size?: number }) {
  const { icon: Icon, color } = lookOf(name);
  return (
    <ThemeIcon variant="light" color={color} size={size} radius="md" aria-hidden>
      <Icon size={size * 0.6} stroke={1.8} />
    </ThemeIcon>
  );
}

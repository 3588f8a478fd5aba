import { Avatar, Indicator, VisuallyHidden } from '@mantine/core';
import { IconUser } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

const COLORS = ['iris', 'teal', 'orange', 'grape', 'cyan', 'pink', 'blue', 'indigo'];

function initials(name: string): string {
  const words = name.split(/[\s@._-]+/).filter(Boolean);
  return words
    .slice(0, 2)
    .map((word) => word.charAt(0).toUpperCase())
    .join('');
}

function colorOf(id: string): string {
  let sum = 0;
  for (const char of id) sum = (sum * 31 + char.charCodeAt(0)) % 9973;
  return COLORS[sum % COLORS.length] ?? 'iris';
}

interface PersonAvatarProps {
  id: string;
  name: string | null | undefined;
  /** Path of a member's face. */
  picture?: string | null;
  isOnline?: boolean;
  size?: number;
}

/** Initials in a steady colour; a dot tells that the person is on the site now. */
export function PersonAvatar({ id, name, picture = null, isOnline = false, size = 28 }: PersonAvatarProps) {
  const { t } = useTranslation();
  const hasName = Boolean(name);
  return (
    <Indicator
      disabled={!isOnline}
      color="teal.6"
      size={Math.max(8, size / 4)}
      offset={3}
      position="bottom-end"
      withBorder
    >
      {isOnline && <VisuallyHidden>{t('common.online')}</VisuallyHidden>}
      <Avatar
        src={picture}
        size={size}
        radius={size}
        color={hasName ? colorOf(id) : 'gray'}
        variant="light"
        aria-hidden
      >
        {hasName ? (
          <span style={{ fontSize: size * 0.38 }}>{initials(name ?? '')}</span>
        ) : (
          <IconUser size={size * 0.55} stroke={1.6} />
        )}
      </Avatar>
    </Indicator>
  );
}

import { Avatar, Indicator } from '@mantine/core';
import type { OperatorState } from '../api/types';

const DOTS: Partial<Record<OperatorState, string>> = { online: 'teal.6', away: 'yellow.6' };

interface FaceProps {
  name: string;
  picture?: string | null | undefined;
  state?: OperatorState | undefined;
  size?: number;
}

/** A colleague, small; the dot says whether he is at the desk. For eyes: his name stands beside. */
export function OperatorFace({ name, picture = null, state = 'offline', size = 20 }: FaceProps) {
  const color = DOTS[state];
  return (
    <Indicator disabled={!color} color={color ?? 'gray'} size={8} offset={2} position="bottom-end" withBorder>
      <Avatar src={picture} size={size} radius={size} variant="light" color="iris" aria-hidden>
        <span style={{ fontSize: size * 0.46 }}>{name.charAt(0).toUpperCase()}</span>
      </Avatar>
    </Indicator>
  );
}

import { Text, Tooltip } from '@mantine/core';
import { useFormat } from '@/lib/format';
import { useNow } from '@/lib/now';
import { Dash } from './Dash';

interface MomentProps {
  at: string | null | undefined;
  as?: 'relative' | 'time' | 'day' | 'moment' | 'exact';
  dimmed?: boolean;
}

/** A time in the workspace's zone; the tooltip tells it to the second, with the zone. */
export function Moment({ at, as = 'relative', dimmed = false }: MomentProps) {
  const format = useFormat();
  const now = useNow();
  if (!at) return <Dash />;
  const text = as === 'relative' ? format.relative(at, now) : format[as](at);
  return (
    <Tooltip label={format.exact(at)}>
      <Text
        span
        inherit
        component="time"
        dateTime={at}
        className="tnum"
        style={{ whiteSpace: 'nowrap' }}
        {...(dimmed && { c: 'dimmed' })}
      >
        {text}
      </Text>
    </Tooltip>
  );
}

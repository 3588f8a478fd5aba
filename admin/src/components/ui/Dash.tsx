import { Text } from '@mantine/core';

/** Nothing here: a pale dash in the place of a value. */
export function Dash() {
  return (
    <Text span inherit c="dimmed">
      —
    </Text>
  );
}

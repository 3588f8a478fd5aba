import { Notifications } from '@mantine/notifications';

/** Shows what `useToasts` says; a chunk of its own: what is said before it is here waits for it. */
export default function Notices() {
  return <Notifications position="bottom-right" limit={4} />;
}

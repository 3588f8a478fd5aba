import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type Device, forgetDevice, notifyDevice, readDevice } from './push';
import { useSession } from './session';

interface Wanted {
  isOn: boolean;
  hasPreviews: boolean;
}

interface Told {
  onError: (error: unknown) => void;
  onDone?: (device: Device | null, wanted: Wanted) => void;
}

/** Whether this browser is notified while the admin is closed, and the switch. */
export function useDevice({ onError, onDone }: Told) {
  const client = useQueryClient();
  const { current } = useSession();
  const queryKey = ['push', current.id];
  const query = useQuery({ queryKey, queryFn: () => readDevice(current.id) });
  const device = query.data ?? null;
  const change = useMutation({
    mutationFn: (next: Wanted): Promise<Device | null> =>
      next.isOn || !device ? notifyDevice(current.id, next.hasPreviews) : forgetDevice(current.id, device),
    onSuccess: (made, wanted) => {
      client.setQueryData(queryKey, made);
      onDone?.(made, wanted);
    },
    onError,
  });
  const isRefused = 'Notification' in window && Notification.permission === 'denied';
  const isBusy = query.isPending || change.isPending || isRefused;
  return { device, isBusy, isRefused, change: change.mutate };
}

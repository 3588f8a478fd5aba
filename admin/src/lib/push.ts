import { api } from './api/client';

/** What this browser knows of its own subscription in a workspace. */
export interface Device {
  id: number;
  hasPreviews: boolean;
  /** Where its push service is, as the server knows it. */
  endpoint?: string;
}

const placeOf = (workspace: string): string => `otklik.push.${workspace}`;

/** Whether this browser can be notified at all; on an iPhone only the installed app can. */
export const canPush = (): boolean =>
  'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

async function findSubscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.pushManager.getSubscription()) ?? null;
}

/** This device as it is notified now; null when it is not. */
export async function readDevice(workspace: string): Promise<Device | null> {
  const kept = localStorage.getItem(placeOf(workspace));
  if (!canPush() || kept === null || Notification.permission !== 'granted') return null;
  return (await findSubscription()) === null ? null : (JSON.parse(kept) as Device);
}

/** A subscription by the installation's key; one by another key is given up. */
async function subscribe(): Promise<PushSubscription> {
  const { key } = await api.get<{ key: string }>('/push/key');
  const registration = await navigator.serviceWorker.ready;
  const options = { userVisibleOnly: true, applicationServerKey: key };
  try {
    return await registration.pushManager.subscribe(options);
  } catch (error) {
    const old = await registration.pushManager.getSubscription();
    if (!old) throw error;
    await old.unsubscribe();
    return registration.pushManager.subscribe(options);
  }
}

/** Asks to be notified here, or changes how; null when the member does not let the browser. */
export async function notifyDevice(workspace: string, hasPreviews: boolean): Promise<Device | null> {
  if ((await Notification.requestPermission()) !== 'granted') return null;
  return keepDevice(workspace, hasPreviews);
}

async function keepDevice(workspace: string, hasPreviews: boolean): Promise<Device> {
  const { endpoint = '', keys = {} } = (await subscribe()).toJSON();
  const { p256dh = '', auth = '' } = keys;
  const body = { endpoint, p256dh, auth, has_previews: hasPreviews };
  const { id } = await api.post<{ id: number }>('/push/subscriptions', body);
  const device = { id, hasPreviews, endpoint };
  localStorage.setItem(placeOf(workspace), JSON.stringify(device));
  return device;
}

/** A browser may lose its subscription, or get another one, while nobody looks: what was switched on stays so. */
export async function healDevice(workspace: string): Promise<void> {
  const kept = localStorage.getItem(placeOf(workspace));
  if (!canPush() || kept === null || Notification.permission !== 'granted') return;
  const device = JSON.parse(kept) as Device;
  const subscription = await findSubscription();
  if (subscription && subscription.endpoint === device.endpoint) return;
  const { id } = await keepDevice(workspace, device.hasPreviews);
  if (id !== device.id) await api.delete(`/push/subscriptions/${device.id}`);
}

/** No more notices of this workspace here. The browser's subscription stays: another workspace may use it. */
export async function forgetDevice(workspace: string, { id }: Device): Promise<null> {
  await api.delete(`/push/subscriptions/${id}`);
  localStorage.removeItem(placeOf(workspace));
  return null;
}

import { stayingIn } from './api/stay';

export interface Notice {
  title: string;
  body: string;
  path: string;
  /** As the server's pushes about the same thing: one takes the place of the other. */
  topic: string;
}

const worker = async (): Promise<ServiceWorkerRegistration | undefined> => {
  const found = 'serviceWorker' in navigator ? await navigator.serviceWorker.getRegistration() : undefined;
  return found?.active ? found : undefined;
};

/** Whether this browser may show notices of the desktop now. */
export const mayNotify = (): boolean => 'Notification' in window && Notification.permission === 'granted';

/** A notice of the desktop. The service worker shows it and is pressed: phones allow no other way, and no tab has to live on for it. */
export async function showNotice({ title, body, path, topic }: Notice, goTo: (path: string) => void): Promise<void> {
  const found = await worker();
  const shown = { body, tag: topic, icon: '/icon-192.png' };
  if (found) {
    await found.showNotification(title, { ...shown, data: { url: `${path}?workspace=${stayingIn() ?? ''}` } });
    return;
  }
  const notice = new Notification(title, shown);
  notice.onclick = () => {
    window.focus();
    notice.close();
    goTo(path);
  };
}

/** What is being read needs no notice any more. */
export async function hushNotices(topic: string): Promise<void> {
  const notices = await (await worker())?.getNotifications({ tag: topic });
  for (const notice of notices ?? []) notice.close();
}

// The admin's service worker. It keeps nothing: pages and scripts always come from the server, so none is ever
// older than it. Only when the server cannot be reached does it answer, with a page that says so.

const OFFLINE = {
  ru: ['Нет связи', 'Сервер не отвечает, или устройство не в сети. Здесь ничего не хранится: страница вернётся, как только будет связь.', 'Повторить'],
  en: ['No connection', 'The server does not answer, or this device is offline. Nothing is kept here: the page comes back as soon as there is a connection.', 'Try again'],
};
const STYLE = `:root{color-scheme:light dark}body{display:grid;min-height:100vh;margin:0;place-items:center;font:15px/1.5 system-ui,sans-serif;
background:light-dark(#fff,#131417);color:light-dark(#1b1f25,#e6e7ea)}main{max-width:26rem;padding:1.5rem;text-align:center}h1{font-size:1.25rem}
a{display:inline-block;margin-top:.5rem;padding:.55rem 1.1rem;border-radius:8px;background:#4653c9;color:#fff;text-decoration:none}`;

function offlinePage() {
  const language = (self.navigator.language || 'en').startsWith('ru') ? 'ru' : 'en';
  const [title, text, retry] = OFFLINE[language];
  const body = `<!doctype html><html lang="${language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="10"><title>${title} · Otklik</title><style>${STYLE}</style>
<main><h1>${title}</h1><p>${text}</p><a href="">${retry}</a></main></html>`;
  const headers = {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'",
  };
  return new Response(body, { status: 503, headers });
}

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', (event) => {
  if (event.request.mode !== 'navigate') return;
  event.respondWith(fetch(event.request).catch(offlinePage));
});

// A notice for this device: shown, unless its very page is being looked at. The page itself may have told it already.
async function show(notice) {
  const windows = await self.clients.matchAll({ type: 'window' });
  const path = notice.url.split('?')[0];
  if (windows.some((each) => each.focused && new URL(each.url).pathname === path)) return;
  const [shown] = await self.registration.getNotifications({ tag: notice.topic });
  await self.registration.showNotification(notice.title, {
    body: notice.body,
    tag: notice.topic,
    renotify: shown?.body !== notice.body,
    icon: '/icon-192.png',
    data: { url: notice.url },
  });
}

// Whether the page goes there by itself: it keeps what is being written. An older one does not answer.
function ask(page, url) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    setTimeout(() => resolve(false), 1000);
    port1.onmessage = ({ data }) => resolve(data === true);
    page.postMessage({ type: 'open', url }, [port2]);
  });
}

async function open(url) {
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const path = url.split('?')[0];
  const page =
    windows.find((each) => new URL(each.url).pathname === path) ??
    windows.find((each) => each.visibilityState === 'visible') ??
    windows[0];
  if (!page) return self.clients.openWindow(url);
  await page.focus().catch(() => undefined);
  if (await ask(page, url)) return undefined;
  return page.navigate(url).catch(() => self.clients.openWindow(url));
}

self.addEventListener('push', (event) => event.waitUntil(show(event.data.json())));
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data.url));
});

// The push service has given the address up: there is a new one, and the server learns of it, in all workspaces at once.
// Where the browser does not tell the old one, the page mends it when it is opened next.
async function renew({ oldSubscription, newSubscription }) {
  if (!oldSubscription) return;
  const options = { userVisibleOnly: true, applicationServerKey: oldSubscription.options.applicationServerKey };
  const fresh = newSubscription ?? (await self.registration.pushManager.subscribe(options));
  const { endpoint, keys } = fresh.toJSON();
  await fetch('/api/v1/push/subscriptions/moved', {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'Content-Type': 'application/json', 'X-Otklik-CSRF': '1' },
    body: JSON.stringify({ old_endpoint: oldSubscription.endpoint, endpoint, p256dh: keys.p256dh, auth: keys.auth }),
  });
}
self.addEventListener('pushsubscriptionchange', (event) => event.waitUntil(renew(event)));

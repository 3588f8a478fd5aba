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

// A notice for this device: shown, unless its very page is being looked at.
async function show(notice) {
  const windows = await self.clients.matchAll({ type: 'window' });
  const path = notice.url.split('?')[0];
  if (windows.some((each) => each.focused && new URL(each.url).pathname === path)) return;
  await self.registration.showNotification(notice.title, {
    body: notice.body,
    tag: notice.topic,
    renotify: true,
    icon: '/icon-192.png',
    data: { url: notice.url },
  });
}

async function open(url) {
  const [first] = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (!first) return self.clients.openWindow(url);
  await first.focus();
  return first.navigate(url).catch(() => self.clients.openWindow(url));
}

self.addEventListener('push', (event) => event.waitUntil(show(event.data.json())));
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data.url));
});

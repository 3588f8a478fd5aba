/** The tab: what the page is called, and how many conversations wait to be read. */
let page = '';
let unread = 0;

function draw(): void {
  const name = page ? `${page} · Otklik` : 'Otklik';
  document.title = unread > 0 ? `(${unread}) ${name}` : name;
}

export function setPageTitle(title: string): void {
  page = title;
  draw();
}

/** The number stands before the title and as a dot on the icon. */
export function setUnread(count: number): void {
  if (count === unread) return;
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (icon && count > 0 !== unread > 0) icon.href = count > 0 ? '/favicon-unread.svg' : '/favicon.svg';
  unread = count;
  draw();
}

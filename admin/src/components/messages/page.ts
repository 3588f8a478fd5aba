/** Our pictures that tell of an opening: a colleague who looks is no reader, even in a quote of our own letter. */
const OPENINGS = / (?:data-)?src="[^"]*\/(?:l\/o|t\/v)[0-9a-z]{1,13}-[a-z2-7]{16}\.gif"/gi;
/** Where pictures lie that the team itself put up. */
const OURS = '/pictures/';

/**
 * The document in which a letter's page is shown. The server has cleaned it, the frame runs nothing, and its
 * own policy lets nothing be fetched but pictures of our own
 * (`origin`): those from afar only when somebody asked for them.
 */
export function documentOf(written: string, hasPictures: boolean, origin: string): string {
  const page = hold(written.replace(OPENINGS, ''), origin);
  const pictures = hasPictures ? 'data: http: https:' : `data: ${origin}${OURS}`;
  const policy = `default-src 'none'; img-src ${pictures}; style-src 'unsafe-inline'`;
  const body = hasPictures ? page.replaceAll(' data-src="', ' src="') : page;
  return [
    `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="referrer" content="no-referrer"><base target="_blank"><style>',
    'html{color-scheme:light;background:#fff}body{margin:12px;font:14px/1.45 system-ui,sans-serif;color:#1c1c21;',
    'overflow-wrap:anywhere}img{max-width:100%;height:auto}img:not([src]){display:inline-block;min-width:24px;',
    'min-height:24px;border:1px dashed #bbb}blockquote{margin:8px 0 8px 4px;padding-left:10px;',
    'border-left:2px solid #ccc}</style>',
    body,
  ].join('');
}

const PICTURE = /(<img\b[^>]*?) src="(https?:[^"]*)"/gi;

/** Pictures from afar wait in `data-src`, as the server leaves them in mails that came. */
const hold = (page: string, origin: string): string =>
  page.replace(PICTURE, (whole, before: string, where: string) =>
    where.startsWith(`${origin}${OURS}`) ? whole : `${before} data-src="${where}"`,
  );

const FAR = /(?:<img\b[^>]*? (?:data-)?src="|\burl\(\s*['"]?)(https?:[^"')]+)/gi;

/** Whether a page has pictures that wait to be asked for. */
export const hasFarPictures = (page: string, origin: string): boolean =>
  [...page.replace(OPENINGS, '').matchAll(FAR)].some(([, where]) => !where?.startsWith(`${origin}${OURS}`));

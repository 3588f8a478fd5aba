/**
 * The document in which a stranger's page is shown. The server has cleaned it, the frame runs nothing, and its
 * own policy lets nothing be fetched: pictures from afar only when somebody asked for them.
 */
export function documentOf(page: string, hasPictures: boolean): string {
  const pictures = hasPictures ? 'data: https:' : 'data:';
  const policy = `default-src 'none'; img-src ${pictures}; style-src 'unsafe-inline'; upgrade-insecure-requests`;
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

/** Whether a page has pictures that wait to be asked for. */
export const hasFarPictures = (page: string): boolean => / data-src="/.test(page);

/** The page behind the popup in its frame: grey lines in place of a site, light or dark. Nothing in it runs. */
export function pageOf(language: string, isDark: boolean): string {
  const [ground, bar, line] = isDark ? ['#16181d', '#1f2229', '#2a2e37'] : ['#ffffff', '#f3f4f6', '#eceef1'];
  const lines = [46, 92, 88, 95, 60].map((width) => `<i style="width:${width}%"></i>`).join('');
  const cards = '<b></b>'.repeat(6);
  return `<!doctype html><html lang="${language}"><head><title>·</title><style>
html,body{margin:0;height:100%;background:${ground};font:16px/1.5 system-ui,sans-serif;color-scheme:${isDark ? 'dark' : 'light'}}
body{position:relative;overflow:hidden}
header{height:56px;background:${bar}}
section{max-width:960px;margin:0 auto;padding:28px 24px}
i{display:block;height:12px;margin:0 0 14px;border-radius:6px;background:${line}}
div.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(200px,1fr));gap:16px;margin-top:26px}
b{height:150px;border-radius:10px;background:${bar}}
#place{position:absolute;inset:0;overflow:hidden}
</style></head><body><div aria-hidden="true"><header></header><section>${lines}<div class="cards">${cards}</div></section></div>
<div id="place"></div></body></html>`;
}

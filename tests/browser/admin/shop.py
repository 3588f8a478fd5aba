"""The shop's site as its visitors meet it: pages that spoil what they can and allow little."""

from playwright.sync_api import Page
from tests.browser.admin.conftest import Visit
from tests.browser.widget.conftest import Document, Site

# Closed to the site, and so to tests.
OPEN_ROOTS = """const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (options) {
    return attach.call(this, {...options, mode: 'open'});
};"""
# What pages do: unset everything, hide what they do not know, lie above all.
HOSTILE = """* { all: unset !important }
otklik-chat, otklik-onsite { display: none !important; z-index: -1 !important }
#bar { position: fixed !important; inset: 0 0 auto !important; height: 50px !important;
    display: block !important; z-index: 2147483647 !important; background: #fff !important }
#far { display: block !important; height: 3000px !important }"""
# They spoil JSON, hear all keys, throw out foreign elements.
SPOIL = """Array.prototype.toJSON = () => 'spoiled'; window.pressed = [];
document.addEventListener('keydown', event => pressed.push(event.key));
let thrown = 0; new MutationObserver(records => {
    for (const node of records.flatMap(each => [...each.addedNodes]))
        if (node.localName === 'otklik-onsite' && thrown++ < 2) node.remove();
}).observe(document, {childList: true, subtree: true});"""
DRESS = "css => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets = [s] }"
BODY = "<h1>Teas</h1>"


def strict_policy(server: str, *, has_sockets: bool = True) -> str:
    """Scripts and connections of the server's origin, and no inline style."""
    connect = f"{server} {server.replace('http', 'ws')}" if has_sockets else server
    return f"default-src 'self'; script-src 'self' {server}; connect-src {connect}; img-src 'self' {server}"


def put_shop(
    site: Site, server: str, key: str, *, body: str = BODY, does: str = "", policy: str = ""
) -> None:
    """Two pages with our script. `does`: what their own script does before it."""
    ours = f'<script async src="{server}/otklik.js" data-key="{key}"></script>'
    site.pages |= {"/own.js": Document(does), "/icon.js": Document("")}
    head = f'<link rel="icon" href="/icon.js"><script src="/own.js"></script>{ours}'
    headers = {"Content_Security_Policy": policy} if policy else {}
    for path in ("/", "/cart"):
        site.put(path, head, body, **headers)


def come(visit: Visit, address: str) -> Page:
    """Open a page of the shop whose parts a test can look into."""
    visit.context.add_init_script(OPEN_ROOTS)
    visit.page.goto(address)
    return visit.page


def open_shop(
    visit: Visit, site: Site, key: str, *, language: str = "en", body: str = BODY, has_sockets: bool = True
) -> Page:
    """Its first page, at its most hostile."""
    does = f"{SPOIL} document.documentElement.lang = '{language}';"
    policy = strict_policy(visit.url, has_sockets=has_sockets)
    put_shop(site, visit.url, key, body=body, does=does, policy=policy)
    page = come(visit, f"{site.url}/")
    page.evaluate(DRESS, HOSTILE)
    return page

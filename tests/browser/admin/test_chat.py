"""A visitor of a strict and hostile site and an operator talk, through the running server."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect
from tests.browser.admin.conftest import Open, Visit
from tests.browser.admin.steps import call, set_up, sign_in, write_key
from tests.browser.widget.conftest import Document, Site
from tests.integration.infra.installation import Installation

pytestmark = pytest.mark.browser

# Closed to the site, and so to tests.
OPEN_ROOTS = """const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (options) {
    return attach.call(this, {...options, mode: 'open'});
};"""
# What pages do: unset everything, hear all keys, spoil JSON.
SHOP = "* { all: unset !important } otklik-chat { display: none !important }"
SPOIL = """Array.prototype.toJSON = () => 'spoiled'; window.pressed = [];
document.documentElement.lang = 'en';
document.addEventListener('keydown', event => pressed.push(event.key));"""


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as server:
        yield server


def open_shop(visit: Visit, site: Site, key: str) -> Page:
    """A page whose policy allows scripts and connections to the server's origin, and no inline style."""
    server = f"{visit.url} {visit.url.replace('http', 'ws')}"
    policy = (
        f"default-src 'self'; script-src 'self' {visit.url}; connect-src {server}; img-src 'self' {visit.url}"
    )
    script = f'<script async src="{visit.url}/otklik.js" data-key="{key}"></script>'
    tags = f'<link rel="icon" href="/icon.js"><script src="/spoil.js"></script>{script}'
    site.pages |= {"/spoil.js": Document(SPOIL), "/icon.js": Document("")}
    site.put("/", tags, "<h1>Teas</h1>", Content_Security_Policy=policy)
    visit.page.add_init_script(OPEN_ROOTS)
    visit.page.goto(site.url + "/")
    visit.page.evaluate(
        "css => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets = [s] }",
        SHOP,
    )
    return visit.page


def answer(desk: Visit, conversation: object, body: str) -> None:
    part = {"kind": "message", "body": body, "client_key": uuid4().hex, "force": True}
    call(desk, "POST", f"/inbox/conversations/{conversation}/parts", part)


def test_a_visitor_and_an_operator_talk(open_window: Open, server: Installation, site: Site) -> None:
    set_up(server.url)
    desk = open_window()
    sign_in(desk)
    visitor = open_window()
    page = open_shop(visitor, site, write_key(desk))
    page.get_by_role("button", name="Open chat").click()
    field = page.get_by_role("textbox", name="Your message")
    expect(field).to_be_focused()
    page.keyboard.type("Is there oolong? https://tea.example/oolong")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Sent", exact=False).last).to_be_visible()
    expect(page.get_by_role("link", name="https://tea.example/oolong")).to_have_attribute(
        "rel", "noopener noreferrer nofollow"
    )
    assert page.evaluate("pressed.length") == 0, "the page hears what is typed"
    items = call(desk, "GET", "/inbox/conversations")["items"]
    assert isinstance(items, list)
    assert [each["preview"] for each in items] == ["Is there oolong? https://tea.example/oolong"]
    talk = items[0]["id"]
    answer(desk, talk, "<img src=x onerror=alert(1)> yes")
    expect(page.get_by_text("<img src=x onerror=alert(1)> yes").first).to_be_visible()
    visitor.check_accessible()

    # Thrown out by the page's framework, it is back; closed by a key, it tells what comes.
    page.evaluate("document.querySelector('otklik-chat').remove()")
    expect(field).to_be_visible()
    field.press("Escape")
    expect(field).to_be_hidden()
    answer(desk, talk, "Free delivery today")
    expect(page.get_by_role("button", name="Open chat, unread: 1")).to_be_visible()

    # The line is cut in the middle of a message, and the page left: it is sent once, by the next page.
    page.get_by_role("button", name="Olga Owner Free delivery today").click()
    page.route("**/chat/messages", lambda route: route.abort())
    field.fill("I take two")
    field.press("Enter")
    expect(page.get_by_text("Sending…")).to_be_visible()
    page.unroute("**/chat/messages")
    page.reload()
    page.get_by_role("button", name="Open chat").click()
    page.get_by_role("button", name="I take two").click()
    expect(page.get_by_text("I take two")).to_have_count(1)
    expect(page.get_by_text("Sent", exact=False).last).to_be_visible()
    parts = call(desk, "GET", f"/inbox/conversations/{talk}")["parts"]
    assert isinstance(parts, list)
    assert [each["body"] for each in parts if each["kind"] == "message"].count("I take two") == 1

"""What a workspace says on its site, before visitors of a strict and hostile page."""

from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect
from tests.browser.admin.conftest import Open, Visit
from tests.browser.admin.shop import open_shop
from tests.browser.admin.steps import call, find_person, sign_in, write_key
from tests.browser.widget.conftest import Site
from tests.integration.infra.installation import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("shop"), pytest.mark.timeout(180)]

STANDS = """new Promise((done, fail) => {
    const look = () => window.otklik?.popup ? done() : setTimeout(look, 20);
    setTimeout(() => fail('it does not stand'), 10000);
    look();
})"""
LEAVE = "document.documentElement.dispatchEvent(new MouseEvent('mouseout', {bubbles: true, clientY: -1}))"
PAGE = "<div id='bar'>Shop</div><h1>Teas</h1><input aria-label='Search'><p id='far'>…</p><p id='end'>End</p>"
ACCENT = {"accent": "#2f6feb", "background": "#ffffff", "ink": "#1a1d21", "radius": 12, "font": "page"}


def show(visit: Visit, site: Site, key: str) -> Page:
    """The first page of the shop, on which all that is said on the site is at work."""
    with visit.page.expect_response("**/onsite.js"):
        page = open_shop(visit, site, key, body=PAGE)
    page.evaluate(STANDS)
    return page


def launch(
    desk: Visit,
    trigger: Mapping[str, Any],
    content: Mapping[str, Any],
    *,
    channel: str = "popup",
    **filters: object,
) -> int:
    """A message of one step; not promotional, so that none keeps another for the next visit."""
    kept = call(desk, "POST", "/contents", {"channel": channel, "content": {"theme": ACCENT, **content}})
    made = call(desk, "POST", "/scenarios", {"kind": "message", "name": "Test"})
    step = {"send": {"channel": channel, "content_id": kept["id"], "kind": "transactional"}}
    entry = {"triggers": [trigger], "repeat": "always", **({"filters": filters} if filters else {})}
    graph = {"entry": entry, "start": "a", "nodes": {"a": step}}
    call(desk, "POST", f"/scenarios/{made['id']}/versions", {"graph": graph})
    call(desk, "POST", f"/scenarios/{made['id']}/launch")
    return int(str(made["id"]))


def until_told(desk: Visit, kind: str) -> None:
    """Pages that are opened now hear of a trigger: what a workspace has is read anew every few seconds."""
    key = write_key(desk)

    def is_told() -> bool:
        asked = {"write_key": key, "anonymous_id": "somebody"}
        told = httpx.post(f"{desk.url}/chat/hello", json=asked)
        return told.status_code == 200 and kind in [each["kind"] for each in told.json()["site"]["triggers"]]

    wait_for(is_told)


def small(title: str, *blocks: Mapping[str, Any], **more: object) -> dict[str, Any]:
    words = {"kind": "title", "text": title}
    return {"look": "small", "pages": [{"id": "a", "blocks": [words, *blocks]}], **more}


FORM = {
    "look": "large",
    "pages": [
        {
            "id": "a",
            "next": "b",
            "blocks": [
                {"kind": "title", "text": "A gift for you"},
                {"kind": "field", "name": "email", "type": "email", "label": "Email", "required": True,
                 "property": "$email"},
                {"kind": "consent", "text": "I want letters, [rules](https://shop.example/rules)",
                 "channel": "email", "required": True},
                {"kind": "button", "text": "Send me the code", "does": "submit"},
            ],
        },
        {
            "id": "b",
            "blocks": [
                {"kind": "title", "text": "Look into your mail"},
                {"kind": "code", "text": "{{ promo_code }}"},
            ],
        },
    ],
}  # fmt: skip


def test_it_comes_to_the_open_page_and_to_one_tab(open_window: Open, site: Site) -> None:
    desk = open_window()
    sign_in(desk)
    settings = call(desk, "GET", "/messaging/settings")
    call(desk, "PUT", "/messaging/settings", {**settings, "popups": {"per_session": None, "gap_seconds": 0}})
    link = {
        "kind": "button",
        "text": "To the cart",
        "does": "link",
        "url": f"{site.url}/cart",
        "new_tab": True,
    }
    words = {"kind": "text", "text": "**Today** only"}
    launch(desk, {"event": "cart_viewed"}, small("Your tea waits", words, link))
    leaving = small("Stay a while", {"kind": "answer", "hint": "What is missing?"}, place="top_left")
    launch(desk, {"browser": "exit_intent"}, leaving, pages=[{"match": "starts", "value": "/cart"}])
    until_told(desk, "exit_intent")
    visitor = open_window()
    page = show(visitor, site, write_key(desk))
    other = show(Visit(visitor.context, visitor.context.new_page(), visitor.url), site, write_key(desk))

    with visitor.context.expect_event(
        "requestfinished", lambda request: '"heard":"shown"' in (request.post_data or "")
    ):
        page.evaluate("otklik.track('cart_viewed')")
    tabs = [each for each in (page, other) if each.get_by_role("region", name="Your tea waits").count()]
    assert len(tabs) == 1, "one tab shows it"
    (tab,) = tabs
    seen = tab.get_by_role("region", name="Your tea waits")
    visitor.page = tab
    visitor.forgive(409)
    visitor.check_accessible()
    tab.get_by_role("button", name="Close", exact=True).click()
    expect(seen).to_have_count(0)

    # Not on this page but on the next, which never loads anew; gone with it when nobody touched it.
    page.evaluate(LEAVE)
    page.evaluate("history.pushState({}, '', '/cart')")
    stay = page.get_by_role("region", name="Stay a while")
    with page.expect_request("**/chat/fired"):
        page.evaluate(f"setInterval(() => {LEAVE}, 300)")
    expect(stay).to_be_visible()
    page.evaluate("history.pushState({}, '', '/')")
    expect(stay).to_have_count(0)
    page.evaluate("history.pushState({}, '', '/cart')")
    stay.get_by_role("textbox", name="What is missing?").fill("Green tea")
    page.evaluate("history.pushState({}, '', '/')")
    stay.get_by_role("button", name="Send").click()

    def is_here() -> bool:
        items = call(desk, "GET", "/inbox/conversations")["items"]
        return isinstance(items, list) and [each["preview"] for each in items] == ["Green tea"]

    wait_for(is_here)
    expect(page.get_by_role("dialog").get_by_text("Green tea")).to_be_visible()


def codes_of(desk: Visit, pool: object, state: str) -> list[str]:
    """The codes of a pool that stand so."""
    items = call(desk, "GET", f"/promo-pools/{pool}/codes?state={state}")["items"]
    assert isinstance(items, list)
    return [str(each["code"]) for each in items]


def test_a_form_on_a_phone(open_window: Open, site: Site) -> None:
    """In a workspace without a chat: by a line of its own, from a call of the page."""
    desk = open_window()
    sign_in(desk)
    chat = call(desk, "GET", "/inbox/chat-settings")
    call(desk, "PUT", "/inbox/chat-settings", {**chat, "is_on": False})
    pool = call(desk, "POST", "/promo-pools", {"name": "tea", "title": "Tea", "is_default": True})["id"]
    call(desk, "POST", f"/promo-pools/{pool}/generate", {"count": 3})
    wait_for(lambda: len(codes_of(desk, pool, "free")) == 3)
    scenario = launch(desk, {"browser": "call", "name": "gift"}, FORM, channel="form")
    until_told(desk, "call")
    visitor = open_window(width=390)
    page = show(visitor, site, write_key(desk))
    page.evaluate("otklik.trigger('gift')")
    form = page.get_by_role("dialog", name="A gift for you")
    expect(form).to_be_visible()
    visitor.check_accessible()
    form.get_by_role("button", name="Send me the code").click()
    field = form.get_by_role("textbox", name="Email")
    expect(field).to_be_focused()
    expect(form.get_by_text("Please tick this to go on")).to_be_visible()
    visitor.check_accessible()
    form.get_by_role("checkbox").check()
    field.fill("anna@tea.example")
    field.press("Enter")
    thanks = page.get_by_role("dialog", name="Look into your mail")
    (code,) = codes_of(desk, pool, "given")
    expect(thanks.get_by_text(code)).to_be_visible()
    assert page.evaluate("pressed.length") == 0, "the page hears what is typed"
    visitor.check_accessible()
    page.keyboard.press("Escape")
    expect(thanks).to_have_count(0)
    find_person(desk, "anna@tea.example")
    given = call(desk, "GET", f"/scenarios/{scenario}/submissions")["items"]
    assert isinstance(given, list)
    (first,) = given
    assert first["is_finished"]
    assert [each["text"] for each in first["consents"]] == [
        "I want letters, [rules](https://shop.example/rules)"
    ]

"""From a form to a confirmed subscription, and to a topic that is left: what is sent follows."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.browser.admin.conftest import Open, Visit
from tests.browser.admin.steps import call, find_person, sign_in, write_key
from tests.browser.admin.test_onsite import launch, show, until_told
from tests.browser.widget.conftest import Site
from tests.integration.infra.installation import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("shop"), pytest.mark.timeout(180)]

READER = "anna@tea.example"
FORM = {
    "look": "large",
    "pages": [
        {
            "id": "a",
            "blocks": [
                {"kind": "title", "text": "Tea guide"},
                {"kind": "field", "name": "email", "type": "email", "label": "Email", "property": "$email"},
                {"kind": "consent", "text": "Tea news, once a week", "channel": "email", "topic": "news"},
                {"kind": "button", "text": "Get it", "does": "submit"},
            ],
        }
    ],
}
SETTINGS = {
    "confirming": {"is_on": True, "language": "en"},
    "topics": [{"topic": "news", "name": {"en": "News"}}],
}


def find_link(desk: Visit) -> str:
    """Where the letter that asks to confirm leads."""
    found: list[str] = []

    def has_come() -> bool:
        items: Any = call(desk, "GET", "/mailbox")["items"]
        asked = [each for each in items if each["subject"].startswith("Confirm your subscription")]
        if asked:
            text = str(call(desk, "GET", f"/mailbox/{asked[0]['id']}")["text"])
            found[:] = re.findall(r"https?://\S+/l/y[^\s)]+", text)
        return bool(found)

    wait_for(has_come)
    return found[0]


def fate(desk: Visit, person: str) -> str:
    """What becomes of a promotional letter about news."""
    content = {"subject": "News", "text": "{{ unsubscribe_url }}"}
    body = {"to": {"profile_id": person}, "content": content, "kind": "promotional", "topic": "news"}
    sent = call(desk, "POST", "/messages/send", body)
    ended: list[str] = []

    def is_over() -> bool:
        send = call(desk, "GET", f"/sends/{sent['id']}")
        ended[:] = [f"{send['state']}:{send['reason'] or ''}"]
        return send["state"] in {"sent", "skipped"}

    wait_for(is_over)
    return ended[0]


def test_a_subscription_is_confirmed_and_a_topic_left(open_window: Open, site: Site) -> None:
    desk = open_window()
    page = sign_in(desk)
    chat = call(desk, "GET", "/inbox/chat-settings")
    call(desk, "PUT", "/inbox/chat-settings", {**chat, "is_on": False})
    call(desk, "PUT", "/messaging/preferences", SETTINGS)
    launch(desk, {"browser": "call", "name": "guide"}, FORM, channel="form")
    until_told(desk, "call")
    visitor = open_window(width=390)
    shop = show(visitor, site, write_key(desk))
    shop.evaluate("otklik.trigger('guide')")
    form = shop.get_by_role("dialog", name="Tea guide")
    form.get_by_role("textbox", name="Email").fill(READER)
    form.get_by_role("checkbox").check()
    form.get_by_role("button", name="Get it").click()
    link = find_link(desk)
    person = find_person(desk, READER)
    assert fate(desk, person) == "skipped:unconfirmed"

    shop.goto(link)
    expect(shop.get_by_text("Tea news, once a week")).to_be_visible()
    visitor.check_accessible()
    shop.get_by_role("button", name="Confirm").click()
    expect(shop.get_by_role("heading", name="Your subscription is confirmed")).to_be_visible()
    assert fate(desk, person) == "sent:"

    shop.get_by_role("link", name="Choose what to get").click()
    news = shop.get_by_role("checkbox", name=re.compile("^News"))
    expect(news).to_be_checked()
    visitor.check_accessible()
    news.uncheck()
    shop.get_by_role("button", name="Save").click()
    expect(shop.get_by_role("status")).to_contain_text("Saved")
    expect(news).not_to_be_checked()
    assert fate(desk, person) == "skipped:unsubscribed"

    desk.go(f"/people/{person}")
    proof = page.get_by_role("region", name="Confirmations")
    expect(page.get_by_role("switch", name="Email · News", exact=True)).not_to_be_checked()
    expect(proof.get_by_text("confirmed", exact=True)).to_be_visible()
    expect(proof.get_by_text("Tea news, once a week")).to_be_visible()
    desk.check_accessible()

"""The first task of a shop, whole: who looks at seven pages is asked for his address and gets the letters."""

from typing import Any

import pytest
from playwright.sync_api import expect
from tests.browser.admin.conftest import Open
from tests.browser.admin.steps import call, find_person, sign_in, write_key
from tests.browser.admin.test_onsite import FORM, launch, show, until_told
from tests.browser.widget.conftest import Site
from tests.integration.infra.installation import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("shop"), pytest.mark.timeout(180)]

COUNTED = "JSON.parse(localStorage.otklik_visit).pages"
ADDRESS = "seven@pages.example"
NEWS = {"subject": "News of teas", "text": "New teas!\n\nUnsubscribe: {{ unsubscribe_url }}"}


def test_task_1_seven_pages_a_form_a_card_and_the_letters(open_window: Open, site: Site) -> None:
    desk = open_window()
    page = sign_in(desk)
    thanks = {"id": "b", "blocks": [{"kind": "title", "text": "Thank you"}]}
    form = {**FORM, "name": "Seven pages", "pages": [FORM["pages"][0], thanks]}
    launch(desk, {"browser": "pages", "count": 7}, form, channel="form")
    until_told(desk, "pages")

    visitor = open_window()
    shown = show(visitor, site, write_key(desk))
    asked = shown.get_by_role("dialog", name="A gift for you")
    for number in range(2, 8):
        expect(asked).to_have_count(0)
        shown.evaluate(f"history.pushState({{}}, '', '/tea-{number}')")
        wait_for(lambda number=number: shown.evaluate(COUNTED) == number)
    expect(asked).to_be_visible()
    asked.get_by_role("textbox", name="Email").fill(ADDRESS)
    asked.get_by_role("checkbox").check()
    asked.get_by_role("button", name="Send me the code").click()
    expect(shown.get_by_role("dialog", name="Thank you")).to_be_visible()

    # The address stands on the card, and what he did in its feed.
    person = find_person(desk, ADDRESS)
    desk.go(f"/people/{person}")
    expect(page.get_by_role("main").get_by_text(ADDRESS).first).to_be_visible()
    expect(page.get_by_text("Sent a form Seven pages").first).to_be_visible()

    # The base is written to.
    kept = call(desk, "POST", "/contents", {"channel": "email", "content": NEWS})["id"]
    made = call(desk, "POST", "/scenarios", {"kind": "mailing", "name": "News"})["id"]
    graph = {
        "entry": {"mailing": {}, "audience": {"event": "$form_submitted"}},
        "start": "news",
        "nodes": {"news": {"send": {"channel": "email", "content_id": kept}}},
    }
    call(desk, "POST", f"/scenarios/{made}/versions", {"graph": graph})
    call(desk, "POST", f"/scenarios/{made}/launch")

    def has_come() -> bool:
        letters: Any = call(desk, "GET", "/mailbox")["items"]
        return [each["subject"] for each in letters if ADDRESS in str(each)] == ["News of teas"]

    wait_for(has_come)

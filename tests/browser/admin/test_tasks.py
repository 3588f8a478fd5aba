"""Tasks in the admin: made, ticked with a way back, put off, on the card; a reminder comes by itself."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from tests.browser.admin.conftest import Open, Visit
from tests.browser.admin.steps import call, choose_language, find_person, person, send, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("shop"), pytest.mark.timeout(180)]


def moment(**later: float) -> str:
    return (datetime.now(UTC) + timedelta(**later)).isoformat()


def make_first(visit: Visit) -> None:
    page, dialog = visit.go("/tasks"), visit.page.get_by_role("dialog")
    expect(page.get_by_text("Nothing to do", exact=True)).to_be_visible()
    visit.check_accessible()
    page.get_by_role("button", name="New task").first.click()
    dialog.get_by_role("textbox", name="What is to be done").fill("Order more tea")
    dialog.get_by_role("button", name="Tomorrow").click()
    visit.check_accessible()
    dialog.get_by_role("button", name="Create").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("region", name="Later").get_by_text("Order more tea")).to_be_visible()


def tick_and_put_off(page: Page) -> None:
    tick = page.get_by_role("checkbox", name="Complete: Order more tea")
    tick.focus()
    page.keyboard.press("Space")
    expect(page.get_by_text("Nothing to do", exact=True)).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(tick).to_be_visible()
    page.get_by_role("button", name="Actions: Order more tea").click()
    page.get_by_role("menuitem", name="In a week").click()
    expect(page.get_by_text("Put off to")).to_be_visible()


def look_at_card(visit: Visit) -> None:
    send(visit, person("anna@mail.example"))
    anna = find_person(visit, "anna")
    page, dialog = visit.go(f"/people/{anna}"), visit.page.get_by_role("dialog")
    expect(page.get_by_text("Nothing to do about this person.")).to_be_visible()
    page.get_by_role("button", name="New task").click()
    dialog.get_by_role("textbox", name="What is to be done").fill("Thank Anna")
    page.keyboard.press("Enter")
    expect(page.get_by_role("checkbox", name="Complete: Thank Anna")).to_be_visible()
    expect(page.get_by_role("button", name="Task: Thank Anna")).to_be_visible()
    visit.check_accessible()


def be_reminded(visit: Visit) -> None:
    page = visit.page
    late = {"title": "Call the post", "due_at": moment(hours=-2), "remind_at": moment(seconds=-1)}
    me = call(visit, "GET", "/me")["member"]
    assert isinstance(me, dict)
    call(visit, "POST", "/tasks", {**late, "assignee": int(me["id"])})
    notice = page.get_by_role("alert").filter(has_text="It is time")
    expect(notice.get_by_text("Call the post")).to_be_visible()
    expect(page.get_by_role("img", name="1 task for today")).to_be_visible()
    notice.get_by_role("button", name="Show").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("textbox", name="What is to be done")).to_have_value("Call the post")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("region", name="Overdue").get_by_text("Call the post")).to_be_visible()


def test_what_is_to_be_done(open_window: Open) -> None:
    visit = open_window()
    sign_in(visit)
    make_first(visit)
    tick_and_put_off(visit.page)
    look_at_card(visit)
    be_reminded(visit)
    choose_language(visit, "ru")
    visit.page.set_viewport_size({"width": 390, "height": 800})
    page = visit.go("/tasks")
    expect(page.get_by_role("region", name="Просроченные").get_by_text("Call the post")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    visit.check_accessible()

"""Statistics of the inbox: numbers that open what they count, by keyboard too, on a phone, when it fails."""

import re

import psycopg
import pytest
from playwright.sync_api import Page, expect
from tests.browser.admin.conftest import Open, Visit
from tests.browser.admin.steps import call, choose_language, sign_in, write_key
from tests.browser.admin.visitor import Visitor
from tests.integration.infra.installation import Installation

from otklik.infra.embedded.running import find_running

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("shop"), pytest.mark.timeout(180)]

NARROW = 390


def let_pass(server: Installation, *, hours: int) -> None:
    """All that was said lies so much further back."""
    found = find_running(server.data)
    assert found is not None
    with psycopg.connect(found.postgres_url, autocommit=True) as connection:
        for table, columns in {
            "conversation_parts": ("at",),
            "conversations": ("closed_at", "rated_at"),
            "conversation_requests": ("asked_at", "replied_at", "closed_at"),
        }.items():
            moved = ", ".join(f"{column} = {column} - interval '{hours} hours'" for column in columns)
            connection.execute(f"UPDATE {table} SET {moved}".encode())


def talk(server: Installation, olga: Visit) -> Visitor:
    """Two ask: one is answered and rates it, the other is forgotten for a day. A third has just come."""
    visitors = [Visitor(olga.url, write_key(olga)) for _ in range(3)]
    for visitor in visitors[:2]:
        visitor.come()
        visitor.say("Is tea here?")
    answered, forgotten, waiting = visitors
    path = f"/inbox/conversations/{answered.conversation}"
    call(olga, "POST", f"{path}/parts", {"body": "Yes, green one", "client_key": "yes"})
    call(olga, "PATCH", path, {"status": "closed"})
    rating = {"conversation_id": answered.conversation, "score": 5, "comment": "Quick and kind"}
    answered.call("rating", rating)
    let_pass(server, hours=30)
    waiting.come()
    waiting.say("And coffee?")
    return forgotten


def tells(page: Page, name: str, value: str) -> None:
    """A card comes to tell a number: what has just been said may still be counted."""
    expect(page.get_by_role("button", name=re.compile(f"^{name}: ")).first).to_have_text(value)


def test_numbers_open_what_they_count(server: Installation, open_window: Open) -> None:
    olga = open_window()
    sign_in(olga)
    page = olga.go("/inbox/statistics")
    expect(page.get_by_text("Nothing in this period")).to_be_visible()
    olga.check_accessible()
    forgotten = talk(server, olga)
    page = olga.go("/inbox/statistics")
    expect(page.get_by_role("heading", name="When they ask")).to_be_visible()
    names = ("New requests", "Answered in time", "Missed", "Waiting", "Rated 4 and 5")
    for name, value in zip(names, ("3", "1", "1", "1", "100%"), strict=True):
        tells(page, name, value)
    expect(page.get_by_text("Quick and kind")).to_be_visible()
    olga.check_accessible()
    open_missed(page, forgotten)
    walk_hours(page)
    table_and_files(page)
    failing(olga)
    on_a_phone(open_window)


def open_missed(page: Page, forgotten: Visitor) -> None:
    """The list is as long as the number, in the address, and leads to the conversation."""
    page.get_by_role("button", name="Missed: 1").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("No answer yet")
    expect(page).to_have_url(re.compile("list=missed"))
    page.reload()
    expect(dialog.get_by_role("listitem")).to_have_count(1)
    dialog.get_by_role("link").click()
    expect(page).to_have_url(re.compile(f"/inbox/{forgotten.conversation}"))
    page.go_back()
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def walk_hours(page: Page) -> None:
    """One stop for the keyboard; arrows go from hour to hour, Enter opens."""
    field = page.get_by_role("grid").locator('button[tabindex="0"]')
    expect(field).to_have_count(1)
    field.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(page.locator('[data-cell="1-10"]')).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page).to_have_url(re.compile("of=hour%3A1-10"))
    page.keyboard.press("Escape")


def table_and_files(page: Page) -> None:
    page.get_by_role("radiogroup", name="Who, what, where").get_by_text("Channel").click()
    table = page.get_by_role("region", name="Who, what, where")
    expect(table.get_by_role("button", name="Chat. New requests: 3")).to_be_visible()
    page.get_by_role("button", name="Download").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="Every request (CSV)").click()
    assert len(download.value.path().read_text(encoding="utf-8-sig").splitlines()) == 4


def failing(olga: Visit) -> None:
    """It says so and offers another try."""
    olga.page.route("**/inbox/statistics?*", lambda route: route.abort())
    olga.go("/inbox/statistics")
    again = olga.page.get_by_role("alert").get_by_role("button", name="Try again").first
    expect(again).to_be_visible()
    olga.page.unroute_all()
    again.click()
    expect(olga.page.get_by_role("heading", name="When they ask")).to_be_visible()


def on_a_phone(open_window: Open) -> None:
    olga = open_window(language="ru", width=NARROW)
    sign_in(olga)
    choose_language(olga, "ru")
    page = olga.go("/inbox/statistics?by=channel")
    expect(page.get_by_role("heading", name="Когда обращаются")).to_be_visible()
    expect(page.get_by_role("button", name="Чат. Новые обращения: 3")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW
    olga.check_accessible()

"""Every page while its data does not come: it says what happened, and "try again" brings the page back."""

import json
import re

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser.admin.conftest import Open, Visit
from tests.browser.admin.steps import (
    call,
    choose_language,
    event,
    find_person,
    person,
    send,
    sign_in,
)
from tests.integration.infra.installation import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("shop"), pytest.mark.timeout(280)]

PAGES = (
    "/", "/inbox", "/people", "/people/{person}",
    "/segments", "/segments/{segment}", "/segments/{segment}/edit",
    "/lists", "/lists/tags", "/events/live", "/events/rejects",
    "/events/catalogue", "/imports", "/install", "/mailbox", "/settings/profile", "/settings/workspace",
    "/settings/collection", "/settings/team", "/settings/keys", "/settings/audit", "/settings/system",
    "/settings/mail", "/settings/teams", "/scoring", "/scoring/stages", "/scoring/rfm",
    "/messages", "/messages/{message}", "/messages/{message}/report", "/messages/map", "/messages/calendar",
    "/messages/ready", "/messages/triggers", "/messages/promo-codes", "/messages/watch",
    "/messages/results", "/messages/delivery", "/messages/suppressed",
    "/settings/messages", "/settings/sending",
)  # fmt: skip

SHARED = 4
"""Pages that are looked at by axe: what is shown instead of data is the same on all."""
TEXTS = {
    "en": ("This did not load", "Try again", "Something went wrong on the server"),
    "ru": ("Не загрузилось", "Повторить", "На сервере что-то пошло не так"),
}


FRAME = r"^/api/v1/(me$|preferences/|live|onboarding)"
"""What the frame around the pages asks."""

# In the page, not by a route of the browser: that would make it load every script of each page anew.
ANSWER = """([status, body, frame]) => {
    const ask = window.fetch;
    window.fetch = (what, how) => {
        const {pathname} = new URL(what.url ?? what, location.href);
        const fails = document.cookie.includes("outage=") && pathname.startsWith("/api/v1/");
        if (!fails || new RegExp(frame).test(pathname)) return ask(what, how);
        const headers = {"Content-Type": "application/json"};
        return Promise.resolve(new Response(body, {status, headers}));
    };
}"""


class Outage:
    """Answers the pages' calls in the place of the server while it lasts."""

    def __init__(self, visit: Visit, *, status: int, body: str) -> None:
        self.visit = visit
        visit.page.add_init_script(f"({ANSWER})({json.dumps([status, body, FRAME])})")

    def begin(self) -> None:
        self.visit.context.add_cookies([{"name": "outage", "value": "1", "url": self.visit.url}])

    def end(self) -> None:
        self.visit.context.clear_cookies(name="outage")


def somebody(visit: Visit) -> str:
    """The id of a person who did something."""
    send(visit, person("anna@mail.example"), event("anna", "tea_poured"))
    return find_person(visit, "anna")


def segment(visit: Visit) -> str:
    """The id of a segment."""
    body = {"name": "Known", "filter": {"property": "$email", "op": "set"}}
    return str(call(visit, "POST", "/segments", body)["id"])


def message(visit: Visit) -> str:
    """The id of a message that was never launched."""
    return str(call(visit, "POST", "/scenarios", {"name": "Hello", "kind": "message"})["id"])


def hurry(page: Page, shown: Locator) -> None:
    """Let the page's clock jump over the pauses between its three tries, until this is shown."""

    def is_shown() -> bool:
        page.clock.fast_forward(2_000)
        return shown.is_visible()

    wait_for(is_shown, timeout_s=30)


# The second language is tried where its words differ.
@pytest.mark.parametrize(("language", "pages"), [("en", PAGES), ("ru", PAGES[:1])])
def test_a_page_without_its_data_says_so_and_recovers(
    open_window: Open, language: str, pages: tuple[str, ...]
) -> None:
    visit = open_window(language=language)
    visit.page.clock.install()
    page = sign_in(visit)
    choose_language(visit, language)
    known, saved, said = somebody(visit), segment(visit), message(visit)
    title, retry, reason = TEXTS[language]
    outage = Outage(visit, status=500, body='{"error": {"code": "unexpected", "message": "Boom"}}')
    for path in pages:
        outage.begin()
        visit.go(path.format(person=known, segment=saved, message=said))
        alert = page.get_by_role("alert").filter(has_text=title).first
        hurry(page, alert)
        expect(alert, path).to_contain_text(reason)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        if path in pages[:SHARED]:
            visit.check_accessible()
        outage.end()
        mend(page, retry)
        assert visit.complaints == [], path


def mend(page: Page, retry: str = "Try again") -> None:
    """Press every "try again" until none is left; one that goes by itself meanwhile is not missed."""
    again = page.get_by_role("button", name=retry)

    def is_whole() -> bool:
        again.evaluate_all("buttons => buttons.forEach(button => button.click())")
        return again.count() == 0

    wait_for(is_whole)
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


def test_a_part_of_a_segment_that_fails_does_not_take_the_page_along(open_window: Open) -> None:
    visit = open_window()
    visit.page.clock.install()
    page = sign_in(visit)
    choose_language(visit, "en")
    known, saved = somebody(visit), segment(visit)
    wait_for(lambda: call(visit, "GET", f"/segments/{saved}")["status"] == "live")
    for tab, call_of_tab in (
        ("members", "members"),
        ("growth", "growth"),
        ("changes", "changes"),
        (f"why&person={known}", "explain"),
    ):
        pattern = re.compile(rf"/segments/{saved}/{call_of_tab}")
        page.route(pattern, lambda route: route.fulfill(status=500, json={"error": {"code": "unexpected"}}))
        visit.go(f"/segments/{saved}?tab={tab}")
        alert = page.get_by_role("alert").filter(has_text="This did not load")
        hurry(page, alert)
        expect(page.get_by_role("heading", name="Known", level=1), tab).to_be_visible()
        page.unroute(pattern)
        mend(page)
        expect(alert, tab).to_have_count(0)
        visit.forgive(500)
    assert visit.complaints == []


def test_a_refusal_is_told_as_what_it_is(open_window: Open) -> None:
    visit = open_window()
    page = sign_in(visit)
    choose_language(visit, "en")
    outage = Outage(visit, status=403, body='{"error": {"code": "role_too_weak", "message": "No"}}')
    outage.begin()
    visit.go("/people")
    expect(page.get_by_role("alert").filter(has_text="Your role does not allow this")).to_be_visible()
    assert visit.complaints == []


def test_a_server_that_never_answers_is_told_of_within_seconds(open_window: Open) -> None:
    visit = open_window()
    visit.page.clock.install()
    page = sign_in(visit)
    choose_language(visit, "en")
    visit.page.route("**/api/v1/profiles/search**", lambda _: None)
    with page.expect_request("**/api/v1/profiles/search**"):
        visit.go("/people")
    expect(page.locator("[aria-busy=true]")).to_have_count(1)
    page.clock.fast_forward(5_000)
    alert = page.get_by_role("alert").filter(has_text="did not answer within 20 s")
    expect(alert).to_have_count(0)
    page.clock.fast_forward(15_000)
    expect(alert).to_be_visible()
    visit.page.unroute("**/api/v1/profiles/search**")
    mend(page)
    expect(alert).to_have_count(0)


def test_who_one_is_cannot_be_read(open_window: Open) -> None:
    visit = open_window()
    visit.page.clock.install()
    page = sign_in(visit)
    choose_language(visit, "en")
    visit.page.route("**/api/v1/me", lambda route: route.fulfill(status=500, body="<html>proxy</html>"))
    visit.go("/people")
    hurry(page, page.get_by_role("alert").filter(has_text="This did not load"))
    visit.page.unroute("**/api/v1/me")
    mend(page)
    expect(page.get_by_role("heading", name="People")).to_be_visible()

"""A conversation of years: only what is near the window is drawn, and nobody notices."""

import re

import pytest
from playwright.sync_api import Route, expect
from tests.browser.admin.conftest import Open
from tests.browser.admin.long_talk import write_down
from tests.browser.admin.steps import sign_in, write_key
from tests.browser.admin.visitor import Visitor
from tests.integration.infra.installation import Installation

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("shop"), pytest.mark.timeout(180)]

FIRST = "The very first word"
PARTS = 400
MOST_DRAWN = 150
# The first part whose upper edge is in sight, and how far below the edge of the feed that is.
PLACE = """() => {
    const feed = document.querySelector('[role=log]'), edge = feed.getBoundingClientRect().top;
    const parts = [...feed.querySelectorAll('[data-part]')];
    const at = parts.map(each => [each.dataset.part, each.getBoundingClientRect().top - edge]);
    return {part: at.find(([, top]) => top >= 0), height: feed.scrollHeight, drawn: parts.length};
}"""
# What the browser had to do is done.
DRAWN = (
    "new Promise(done => requestIdleCallback(() => requestAnimationFrame(() => requestIdleCallback(done))))"
)
TOP_OF = """([part]) => document.querySelector(`[data-part='${part}']`).getBoundingClientRect().top
    - document.querySelector('[role=log]').getBoundingClientRect().top"""


def test_it_is_read_from_end_to_end(open_window: Open, server: Installation) -> None:
    olga = open_window()
    page = sign_in(olga)
    visitor = Visitor(olga.url, write_key(olga))
    visitor.come()
    visitor.say(FIRST)
    write_down(server, visitor.conversation, parts=PARTS)
    olga.go(f"/inbox/{visitor.conversation}?view=open")
    feed = page.get_by_role("log")
    expect(feed.get_by_text(f"part {PARTS}", exact=False).last).to_be_in_viewport()

    # Up: what is in sight stays where it is while older parts come in above it.
    held: list[Route] = []
    page.route("**/parts?*", lambda route: held.append(route))  # noqa: PLW0108 - it is marked
    for _ in range(3):
        with page.expect_request("**/parts?*"):
            feed.evaluate("feed => { feed.scrollTop = 900 }")
        page.evaluate(DRAWN)
        before = page.evaluate(PLACE)
        held.pop().continue_()
        page.wait_for_function(
            "height => document.querySelector('[role=log]').scrollHeight > height", arg=before["height"]
        )
        page.evaluate(DRAWN)
        assert abs(page.evaluate(TOP_OF, before["part"]) - before["part"][1]) < 2
    page.unroute("**/parts?*")
    for each in held:
        each.continue_()
    drawn = page.evaluate(PLACE)["drawn"]
    assert drawn < MOST_DRAWN, drawn
    olga.check_accessible()

    # A word that comes meanwhile moves nothing; it waits below.
    before = page.evaluate(PLACE)
    visitor.say("Are you there?")
    down = page.get_by_role("button", name="1 new")
    expect(down).to_be_visible()
    assert page.evaluate(TOP_OF, before["part"]) == before["part"][1]
    down.click()
    expect(feed.get_by_text("Are you there?")).to_be_in_viewport()
    visitor.say("Hello?")
    expect(feed.get_by_text("Hello?")).to_be_in_viewport()
    expect(down).to_have_count(0)

    # What is found is shown where it stands, however far back.
    page.get_by_role("button", name="Search all conversations").click()
    page.get_by_role("searchbox").fill("very first")
    page.get_by_role("region", name="What was found").get_by_role("button").first.click()
    expect(feed.get_by_text(FIRST)).to_be_in_viewport()
    expect(page).to_have_url(re.compile(r"\bpart=\d+"))
    page.reload()
    expect(feed.get_by_text(FIRST)).to_be_in_viewport()
    box = page.get_by_role("textbox", name="Reply", exact=True)
    box.fill("Two years later")
    box.press("Control+Enter")
    feed.press("End")
    expect(feed.get_by_text("Two years later")).to_be_in_viewport()
    olga.check_accessible()

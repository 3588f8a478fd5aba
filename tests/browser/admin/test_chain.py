"""A chain built by hand from nothing, launched, walked, edited while it runs; a ready one in one click."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.browser.admin.conftest import Open, Visit
from tests.browser.admin.steps import call, find_person, person, send, sign_in
from tests.integration.infra.installation import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("shop"), pytest.mark.timeout(180)]


def _add(page: Page, offer: str) -> None:
    """What the dialog of steps adds, found by typing."""
    dialog = page.get_by_role("dialog", name="Add a step")
    dialog.get_by_role("textbox").fill(offer)
    expect(dialog.get_by_role("option").first).to_contain_text(offer)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()


def _saved(visit: Visit, chain: str, *steps: str) -> None:
    """The draft has saved itself with these steps."""

    def is_there() -> bool:
        graph = call(visit, "GET", f"/scenarios/{chain}")["graph"]
        return isinstance(graph, dict) and sorted(graph["nodes"]) == sorted(steps)

    wait_for(is_there)


def test_a_chain_is_built_launched_walked_and_edited(open_window: Open) -> None:
    visit = open_window()
    page = sign_in(visit)
    send(visit, person("anna@mail.example"))
    anna = find_person(visit, "anna@mail.example")
    made = call(visit, "POST", "/scenarios", {"name": "Two days", "kind": "chain"})
    chain = str(made["id"])
    visit.go(f"/messages/{chain}/chain")
    expect(page.get_by_role("heading", name="Two days")).to_be_visible()

    # By the mouse: the first step, who begins.
    page.get_by_role("button", name=re.compile("Add a step after: Who begins")).click()
    _add(page, "Wait")
    expect(page.get_by_role("region", name="Wait")).to_be_focused()
    first = page.locator("[data-step='wait-1']")
    expect(first).to_contain_text("Wait 1 day")
    # By the keyboard: one after it.
    first.focus()
    page.keyboard.press("Insert")
    _add(page, "Tag")
    panel = page.get_by_role("region", name="Tag")
    panel.get_by_label("Tag", exact=True).last.fill("patient")
    expect(page.locator("[data-step='tag-1']")).to_contain_text("patient")
    page.locator("[data-part='entry']").click()
    page.get_by_role("button", name="Add a trigger").click()
    page.get_by_role("menuitem", name=re.compile("API")).click()
    _saved(visit, chain, "wait-1", "tag-1")
    visit.check_accessible()

    # Deleted and brought back.
    page.locator("[data-step='tag-1']").focus()
    page.keyboard.press("Delete")
    expect(page.locator("[data-step='tag-1']")).to_be_hidden()
    page.get_by_role("button", name="Undo").first.click()
    expect(page.locator("[data-step='tag-1']")).to_be_visible()
    _saved(visit, chain, "wait-1", "tag-1")

    page.get_by_role("button", name="Launch").click()
    expect(page.get_by_text("Running", exact=True)).to_be_visible()
    call(visit, "POST", f"/scenarios/{chain}/call", {"profile_id": anna, "key": "1"})
    wait_for(lambda: call(visit, "GET", f"/scenarios/{chain}")["waiting"] == {"wait-1": 1})
    visit.go(f"/messages/{chain}/chain")
    expect(page.locator("[data-step='wait-1']")).to_contain_text("1")

    # Edited while it runs: nothing rules until it is published.
    page.locator("[data-step='wait-1']").focus()
    page.keyboard.press("Delete")
    expect(page.get_by_text("Not published yet")).to_be_visible()
    page.get_by_role("button", name="Publish changes").click()
    dialog = page.get_by_role("dialog", name="Publish the changes")
    where = dialog.get_by_label(re.compile("1 person stands at the deleted step"))
    expect(where).to_have_value(re.compile("patient"))
    dialog.get_by_role("button", name="Publish changes").click()
    expect(dialog).to_be_hidden()
    _saved(visit, chain, "tag-1")

    def states() -> list[str]:
        walk = call(visit, "GET", f"/profiles/{anna}/scenarios")["items"]
        assert isinstance(walk, list)
        return [each["state"] for each in walk]

    wait_for(lambda: states() == ["done"])  # nobody goes on waiting at a step that is gone


def test_people_are_moved_and_a_ready_scenario_is_installed(open_window: Open) -> None:
    visit = open_window()
    page = sign_in(visit)
    send(visit, person("boris@mail.example"))
    boris = find_person(visit, "boris@mail.example")
    made = call(visit, "POST", "/scenarios", {"name": "Waits", "kind": "chain"})
    nodes = {"day": {"wait": {"for": "P1D"}, "next": "week"}, "week": {"wait": {"for": "P7D"}}}
    graph = {"entry": {"triggers": [{"call": True}]}, "start": "day", "nodes": nodes}
    call(visit, "POST", f"/scenarios/{made['id']}/versions", {"graph": graph})
    call(visit, "POST", f"/scenarios/{made['id']}/launch")
    call(visit, "POST", f"/scenarios/{made['id']}/call", {"profile_id": boris, "key": "1"})
    wait_for(lambda: call(visit, "GET", f"/scenarios/{made['id']}")["waiting"] == {"day": 1})
    visit.go(f"/messages/{made['id']}/people")
    expect(page.get_by_role("link", name="Boris")).to_be_visible()
    visit.check_accessible()
    page.get_by_role("checkbox", name=re.compile("Boris")).click()
    page.get_by_role("button", name="Move to a step").click()
    page.get_by_role("menuitem", name="Wait 7 days").click()
    expect(page.get_by_text("1 person moved")).to_be_visible()
    wait_for(lambda: call(visit, "GET", f"/scenarios/{made['id']}")["waiting"] == {"week": 1})

    visit.go("/messages/ready")
    page.get_by_role("button", name="Look at it: Abandoned cart: three letters").click()
    page.get_by_role("button", name="Install").click()
    expect(page).to_have_url(re.compile(r"/messages/\d+/chain"))
    # The drawer it was looked at in has the same words while it closes.
    title = page.locator("#main").get_by_role("heading", name="Abandoned cart: three letters")
    expect(title).to_be_visible()
    expect(page.get_by_text("No faults")).to_be_visible()
    visit.check_accessible()
    for path, heading in (("map", "Map of messages"), ("calendar", "Calendar of sends")):
        visit.go(f"/messages/{path}")
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
        visit.check_accessible()

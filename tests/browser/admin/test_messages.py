"""A letter in steps, rehearsed on the past, launched, its report; a mailing held, ended, sent again."""

import re
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from playwright.sync_api import Page, expect
from tests.browser.admin.conftest import Open
from tests.browser.admin.steps import call, event, find_person, person, send, sign_in
from tests.integration.infra.installation import Installation, wait_for

from otklik.infra.embedded.running import find_running

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("shop"), pytest.mark.timeout(180)]

LETTER = "Thank you, {{ person.name | default: 'friend' }}!\n\nUnsubscribe: {{ unsubscribe_url }}"


def ordered(user: str, *, days_ago: int) -> dict[str, object]:
    """An order of some days ago."""
    at = datetime.now(UTC) - timedelta(days=days_ago)
    return {**event(user, "Order Completed", order_id=f"{user}-1", total=900), "timestamp": at.isoformat()}


def go_to(page: Page, step: str) -> None:
    page.get_by_role("navigation", name="Steps of the message").get_by_text(step).click()
    expect(page.get_by_role("main", name=step)).to_be_visible()


def test_a_letter_in_steps_is_rehearsed_launched_and_reported(open_window: Open) -> None:
    visit = open_window()
    page = sign_in(visit)
    send(visit, person("anna@mail.example"), ordered("anna", days_ago=3))
    anna = find_person(visit, "anna@mail.example")
    wait_for(lambda: call(visit, "GET", f"/profiles/{anna}")["properties"].get("$orders_count"))  # type: ignore[attr-defined] # an object

    visit.go("/messages/new")
    page.get_by_role("button", name=re.compile("^Letter")).click()
    expect(page).to_have_url(re.compile(r"/messages/\d+$"))
    page.get_by_label("Name", exact=True).fill("Thanks")
    page.get_by_role("button", name=re.compile("10 minutes after an order")).click()
    go_to(page, "Audience")
    expect(page.get_by_text("Everybody").first).to_be_visible()
    go_to(page, "Content")
    page.get_by_role("textbox", name="Subject").fill("Thank you")
    # No blocks: words alone. Until they are gone a colour of theirs has the same name.
    page.get_by_role("radiogroup", name="How it is written").get_by_text("Text", exact=True).click()
    expect(page.get_by_role("region", name="Letter builder")).to_be_hidden()
    page.get_by_role("textbox", name="Text", exact=True).fill(LETTER)
    visit.check_accessible()
    go_to(page, "Goal")
    page.get_by_label("No goal").check()
    page.get_by_role("button", name="Save the goal").click()
    go_to(page, "Check and launch")
    expect(page.get_by_text("Nothing keeps it from running.")).to_be_visible()

    # Let loose on the past first: nobody gets anything.
    page.get_by_role("button", name="Rehearse").click()
    sample = page.get_by_role("listitem").filter(has=page.get_by_role("link", name="Anna"))
    expect(sample).to_contain_text("Order completed")
    expect(page.get_by_text("Would wait for the morning")).to_be_visible()
    visit.check_accessible()
    assert call(visit, "GET", f"/profiles/{anna}/messages")["items"] == []

    page.get_by_role("button", name="Launch", exact=True).click()
    expect(page.get_by_text("Running", exact=True)).to_be_visible()
    page.get_by_role("link", name="Report").click()
    expect(page.get_by_role("heading", name="Report: Thanks")).to_be_visible()
    expect(page.get_by_text("Nothing was sent in this period")).to_be_visible()
    visit.check_accessible()
    visit.go("/messages")
    expect(page.get_by_role("link", name="Thanks")).to_be_visible()
    visit.check_accessible()


def test_a_mailing_is_held_stopped_and_sent_again_to_those_missed(open_window: Open) -> None:
    visit = open_window()
    page = sign_in(visit)
    names = ("vera", "boris", "kira")
    send(visit, *(person(f"{name}@mail.example") for name in names))
    for name in names:
        find_person(visit, f"{name}@mail.example")
    rules = call(visit, "GET", "/messaging/settings")
    call(visit, "PUT", "/messaging/settings", {**rules, "consent_channels": []})
    made = call(visit, "POST", "/scenarios", {"name": "News", "kind": "mailing"})
    text = {"subject": "News", "text": LETTER}
    content = call(visit, "POST", "/contents", {"channel": "email", "content": text})["id"]
    entry = {"mailing": {"per_minute": 1}, "audience": {"property": "$email", "op": "set"}}
    nodes = {"message": {"send": {"channel": "email", "content_id": content}}}
    call(
        visit,
        "POST",
        f"/scenarios/{made['id']}/versions",
        {"graph": {"entry": entry, "start": "message", "nodes": nodes}},
    )
    visit.go(f"/messages/{made['id']}?step=check")
    page.get_by_role("button", name="Send", exact=True).click()
    # One a minute: the first leaves, the others wait.
    going = page.locator("section", has=page.get_by_role("heading", name="How the sending goes"))
    expect(going.get_by_role("img", name=re.compile("Sent: 1, Still to come"))).to_be_visible()
    visit.check_accessible()
    going.get_by_role("button", name="Pause").click()
    expect(going.get_by_role("status")).to_contain_text("Paused")
    going.get_by_role("button", name="Resume").click()
    expect(going.get_by_role("status")).to_contain_text("Being sent")
    going.get_by_role("button", name="Stop", exact=True).click()
    dialog = page.get_by_role("dialog", name="Stop “News”?")
    dialog.get_by_role("button", name="Stop for good").click()
    expect(going.get_by_role("status")).to_contain_text("Stopped")
    going.get_by_role("button", name="Send again to those missed").click()
    again = page.get_by_role("dialog")
    expect(again.get_by_role("checkbox")).to_be_checked()
    again.get_by_role("button", name=re.compile(r"^Send to \d")).click()
    expect(going.get_by_text("Again to those missed")).to_be_visible()
    visit.check_accessible()


def test_what_is_out_of_the_ordinary_is_seen_and_learned(open_window: Open, server: Installation) -> None:
    visit = open_window()
    page = sign_in(visit)
    made = call(visit, "POST", "/scenarios", {"name": "Welcome"})["id"]
    found = find_running(server.data)
    assert found is not None
    with psycopg.connect(found.postgres_url) as connection:
        connection.execute(
            """
            INSERT INTO watch_incidents (workspace_id, scenario_id, kind, unit, how, value, usual, low, high,
                samples, likely_cause, began_at)
            SELECT workspace_id, id, 'read', 'rate', 'median_of_shares', 0.1, 0.35, 0.28, 0.42,
                31, 'edited', now()
            FROM scenarios WHERE id = %s
            """,
            (int(str(made)),),
        )
    visit.go("/messages/watch")
    expect(page.get_by_role("img", name="1 message out of the ordinary")).to_be_visible()
    visit.check_accessible()
    page.get_by_text("Welcome").click()
    told = page.get_by_role("dialog", name="Welcome: reads")
    expect(told).to_contain_text("10% instead of the usual 35%: the range is 28% to 42%, from 31 days")
    expect(told).to_contain_text("the message was edited lately")
    visit.check_accessible()
    told.get_by_role("button", name="It is fine, learn this").click()
    expect(page.get_by_text("All is as usual")).to_be_visible()

    visit.go("/settings/messages")
    owners = page.get_by_role("switch", name="The owners")
    owners.click(force=True)
    expect(owners).not_to_be_checked()
    visit.go("/messages/results")
    expect(page.get_by_text("There is no global control group")).to_be_visible()
    assert call(visit, "GET", "/watch/hearing")["are_owners"] is False

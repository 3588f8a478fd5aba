"""Scoring, stages and RFM: a rule is changed beside its preview, all three go on, figures lead to people."""

import pytest
from playwright.sync_api import Page, expect
from tests.browser.admin.conftest import Open, Visit
from tests.browser.admin.steps import event, person, send, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("shop"), pytest.mark.timeout(280)]

PREPARED_MS = 60_000


def shoppers(visit: Visit) -> None:
    """Anna looked twice and filled a cart, Boris ordered."""
    send(visit, person("anna@mail.example"), person("boris@mail.example"))
    send(visit, *(event("anna", "$product_viewed", price=100 * number) for number in (1, 2)))
    send(visit, event("anna", "$cart_viewed", amount=900))
    send(visit, event("boris", "$order_completed", order_id="b-1", amount=9_000))
    visit.go("/people?stage=buyer")
    expect(visit.page.get_by_role("link", name="Boris")).to_be_visible()
    expect(visit.page.get_by_role("link", name="Anna")).to_have_count(0)


def turn_on(page: Page) -> None:
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_text("On: every change is followed")).to_be_visible(timeout=PREPARED_MS)


def change_a_rule(visit: Visit) -> None:
    """Looks at goods give 6 points in the place of 3: Anna is hot now, as the preview says."""
    page = visit.go("/scoring")
    aside = page.locator("aside")
    expect(aside.get_by_text("Hot lead, from 26")).to_be_visible(timeout=PREPARED_MS)
    expect(aside.get_by_text("+6 Product viewed")).to_be_visible()
    visit.check_accessible()
    page.get_by_role("button", name="Product viewed up to").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_role("textbox", name="Points", exact=True).fill("6")
    visit.check_accessible()
    drawer.get_by_text("While it is true").click()
    expect(drawer.get_by_role("button", name="Done")).to_be_disabled()
    drawer.get_by_text("For each event").click()
    drawer.get_by_role("button", name="Done").click()
    expect(page.get_by_text("There are changes that are not saved")).to_be_visible()
    expect(aside.get_by_text("+12 Product viewed")).to_be_visible(timeout=PREPARED_MS)
    expect(aside.locator("li").filter(has_text="Hot lead, from 26")).to_contain_text("1")


def test_scores_stages_and_rfm_go_on_and_lead_to_people(open_window: Open) -> None:
    visit = open_window()
    page = sign_in(visit)
    shoppers(visit)
    change_a_rule(visit)
    turn_on(page)
    visit.check_accessible()
    page.locator("aside li").filter(has_text="Hot lead, from 26").get_by_role("link").click()
    expect(page.get_by_role("link", name="Boris")).to_have_count(0)
    page.get_by_role("link", name="Anna").click()
    score = page.locator("section").filter(has=page.get_by_role("heading", name="Score", exact=True))
    expect(score.get_by_text("27", exact=True)).to_be_visible()
    expect(score.get_by_text("Hot lead")).to_be_visible()
    expect(score.get_by_text("+12", exact=True)).to_be_visible()
    visit.check_accessible()

    visit.go("/scoring/stages")
    funnel = page.locator("aside")
    expect(funnel.get_by_text("1 · 50%").first).to_be_visible(timeout=PREPARED_MS)
    page.get_by_role("button", name="Remove the stage User").click()
    page.get_by_role("button", name="Move up: Sleeping").click()
    expect(page.get_by_role("listitem").filter(has_text="Sleeping")).to_have_count(1)
    turn_on(page)
    visit.check_accessible()
    buyers = funnel.get_by_role("link", name="1 · 50%")
    expect(buyers).to_have_count(2)
    buyers.last.click()
    expect(page.get_by_role("link", name="Boris")).to_be_visible()
    expect(page.get_by_role("link", name="Anna")).to_have_count(0)

    visit.go("/scoring/rfm")
    expect(page.get_by_text("Buyers by recency and frequency")).to_be_visible()
    turn_on(page)
    cell = page.get_by_role("button", name="1 Promising · New ₽9,000")
    cell.click()
    expect(page.get_by_text("Promising · 312")).to_be_visible()
    visit.check_accessible()
    page.get_by_role("link", name="Make a segment of it").click()
    expect(page.locator("aside").get_by_role("link", name="Boris")).to_be_visible()
    expect(page.locator("aside").get_by_role("link", name="Anna")).to_have_count(0)

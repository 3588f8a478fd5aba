"""Teams, rules of work, and how letters leave, set by an owner in the browser."""

import pytest
from playwright.sync_api import Locator, expect
from tests.browser.admin.conftest import Open, Visit
from tests.browser.admin.steps import call, choose_language, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("shop")]


def test_an_owner_sets_teams_rules_and_how_letters_leave(open_window: Open) -> None:
    visit = open_window()
    page = sign_in(visit)
    choose_language(visit, "en")
    visit.go("/settings/teams")
    expect(page.get_by_text("One queue for everybody")).to_be_visible()
    visit.check_accessible()

    page.get_by_role("button", name="New team").click()
    dialog = page.get_by_role("dialog", name="New team")
    dialog.get_by_label("Name", exact=True).fill("Sales")
    dialog.get_by_role("radio", name="In turns").check()
    dialog.get_by_label("Limit of an operator").fill("3")
    dialog.get_by_role("group", name="Members").get_by_role("checkbox").first.check()
    visit.check_accessible()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()
    row = page.get_by_text("In turns · up to 3 each · back after 10 minutes of silence ·")
    expect(row).to_be_visible()

    page.get_by_role("combobox", name="New conversations").click()
    page.get_by_role("option", name="Sales").click()
    page.get_by_role("switch", name="Tell visitors that nobody works now").check(force=True)
    page.get_by_label("Answer in English").fill("We answer in the morning")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("New conversations come here")).to_be_visible()
    rules = call(visit, "GET", "/inbox/routing-settings")
    teams = call(visit, "GET", "/inbox/teams")["items"]
    assert isinstance(teams, list)
    team = teams[0]
    assert rules["default_team"] == team["id"]
    assert rules["out_of_hours"] == {"is_on": True, "text": {"ru": "", "en": "We answer in the morning"}}
    assert (team["mode"], team["operator_limit"], len(team["members"])) == ("round_robin", 3, 1)

    page.get_by_role("button", name="Actions: Sales").click()
    page.get_by_role("menuitem", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("One queue for everybody")).to_be_visible()
    expect(page.get_by_role("combobox", name="New conversations")).to_have_value("Everybody's queue, no team")
    visit.check_accessible()
    set_mail(visit)


def set_mail(visit: Visit) -> None:
    """A server that cannot be reached says so, a sender brings his domain, what is used is not deleted."""
    page = visit.page
    visit.go("/settings/mail")
    expect(page.get_by_text("No senders yet")).to_be_visible()
    expect(page.get_by_text("people get nothing")).to_be_visible()
    visit.check_accessible()

    page.get_by_role("button", name="New server").click()
    dialog = page.get_by_role("dialog", name="New server")
    dialog.get_by_label("Name", exact=True).fill("Mailings")
    dialog.get_by_label("Address of the server").fill("127.0.0.1")
    dialog.get_by_role("combobox", name="Encryption").click()
    page.get_by_role("option", name="TLS from the start").click()
    expect(dialog.get_by_label("Port")).to_have_value("465")
    dialog.get_by_role("textbox", name="Password").fill("secret word")
    save_unseen(visit, dialog)
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Actions: Mailings").click()
    page.get_by_role("menuitem", name="Try the connection").click()
    expect(page.get_by_text("the address is in a private network")).to_be_visible()

    page.get_by_role("button", name="New sender").click()
    dialog = page.get_by_role("dialog", name="New sender")
    dialog.get_by_label("Name", exact=True).fill("Tea shop")
    dialog.get_by_label("Address", exact=True).fill("hello@shop.example")
    dialog.get_by_role("combobox", name="Over which server").click()
    page.get_by_role("option", name="Mailings").click()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_text("hello@shop.example · Mailings")).to_be_visible()
    expect(page.get_by_text("otklik._domainkey.shop.example")).to_be_visible()
    expect(page.get_by_text("v=DKIM1; k=rsa; p=")).to_be_visible()
    visit.check_accessible()

    page.get_by_role("button", name="Actions: Mailings").click()
    page.get_by_role("menuitem", name="Delete").click()
    dialog = page.get_by_role("dialog", name="Delete “Mailings”?")
    dialog.get_by_role("button", name="Delete").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Senders write over this server (1)")
    visit.forgive(409)
    choose_language(visit, "ru")
    visit.go("/settings/mail")
    expect(page.get_by_text("Почтовые серверы")).to_be_visible()
    visit.check_accessible()
    set_answers(visit)


def save_unseen(visit: Visit, dialog: Locator) -> None:
    """The one certificate that is believed has to be looked at first."""
    certificate = dialog.get_by_role("combobox", name="Certificate")
    certificate.click()
    visit.page.get_by_role("option", name="Only this one of the server").click()
    visit.check_accessible()
    dialog.get_by_role("button", name="Save").click()
    said = dialog.locator("input:invalid").evaluate("input => input.validationMessage")
    assert said == "Look at the server's certificate first"
    certificate.click()
    visit.page.get_by_role("option", name="As usual, by public authorities").click()


def set_answers(visit: Visit) -> None:
    """Answers of the chat by mail: when, with which link; and a member's own letters."""
    page = visit.page
    choose_language(visit, "en")
    visit.go("/settings/mail")
    page.get_by_role("radio", name="The whole talk").check()
    page.get_by_label("Page where the chat stands").fill("https://shop.example/")
    page.get_by_label("After so many minutes unread").fill("15")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Put back")).to_be_disabled()
    known = call(visit, "GET", "/inbox/mail-settings")
    assert (known["visitors"], known["delay_minutes"], known["site"]) == (
        "always",
        15,
        "https://shop.example/",
    )

    visit.go("/settings/profile")
    page.get_by_role("combobox", name="From the queue").click()
    with page.expect_response(lambda answer: "/mail-settings/me" in answer.url and answer.ok):
        page.get_by_role("option", name="Never").click()
    expect(page.get_by_role("combobox", name="From the queue")).to_have_value("Never")
    assert call(visit, "GET", "/inbox/mail-settings/me")["queue"] == "never"
    visit.check_accessible()

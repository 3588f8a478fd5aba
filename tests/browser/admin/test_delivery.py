"""A letter leaves, a provider says that it bounced: seen on the pages of delivery, and taken off the list."""

import re

import httpx
import pytest
from playwright.sync_api import Page, expect
from tests.browser.admin.conftest import Open, Visit
from tests.browser.admin.steps import call, find_person, person, send, sign_in
from tests.integration.infra.installation import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("shop"), pytest.mark.timeout(180)]

GONE = "ann@mail.example"


def test_a_bounce_is_seen_understood_and_forgiven(open_window: Open) -> None:
    desk = open_window()
    page = sign_in(desk)
    send_receipt(desk)
    url = connect_postmark(desk)
    see_letter(desk)

    bounce = {"RecordType": "Bounce", "Type": "HardBounce", "Email": GONE, "Details": "550 no such user"}
    assert httpx.post(url, json=bounce).status_code == 200
    desk.go("/messages/delivery?days=1")
    page.get_by_role("button", name="Bounced: 1", exact=True).click()
    expect(page.get_by_role("dialog").get_by_text("550 no such user")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Suppressed addresses").click()
    take_off(desk, page)

    desk.go("/settings/sending")
    expect(page.get_by_text("1 report")).to_be_visible()
    page.get_by_role("button", name="Another domain").click()
    page.get_by_label("Domain", exact=True).fill("mail.example")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved")).to_be_visible()
    desk.check_accessible()
    desk.go("/messages/delivery")
    expect(page.get_by_role("row", name=re.compile("^mail.example"))).to_contain_text("at most 600 a minute")


def send_receipt(desk: Visit) -> None:
    """Ann gets a letter, and it has left."""
    send(desk, person(GONE))
    profile = find_person(desk, GONE)
    content = {
        "subject": "Receipt 812",
        "html": '<p>Thank you! <a href="https://shop.example/812">Order</a></p>',
    }
    sent = call(desk, "POST", "/messages/send", {"to": {"profile_id": profile}, "content": content})
    wait_for(lambda: call(desk, "GET", f"/sends/{sent['id']}")["state"] == "sent")


def connect_postmark(desk: Visit) -> str:
    """The address that Postmark is to call."""
    page = desk.go("/settings/sending")
    page.get_by_role("button", name="Connect a provider").click()
    page.get_by_role("combobox", name="Provider").click()
    page.get_by_role("option", name="Postmark").click()
    page.get_by_role("button", name="Make the address").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("tick Delivery, Bounce and Spam Complaint")).to_be_visible()
    url = dialog.locator("code").inner_text()
    desk.check_accessible()
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_text("No call so far")).to_be_visible()
    return url


def see_letter(desk: Visit) -> None:
    """The number leads to its letters, and those to the very letter."""
    page = desk.go("/messages/delivery?days=1")
    page.get_by_role("button", name="Sent: 1", exact=True).click()
    page.get_by_role("button", name="Show the letter").click()
    letter = page.get_by_role("dialog", name="Receipt 812")
    expect(letter.frame_locator("iframe").get_by_text("Thank you!")).to_be_visible()
    expect(letter.get_by_text("Nobody has opened it so far")).to_be_visible()
    desk.check_accessible()


def take_off(desk: Visit, page: Page) -> None:
    """The address stands on the list with its reason, and leaves it with one."""
    row = page.get_by_role("row", name=re.compile(GONE))
    expect(row).to_contain_text("No such mailbox")
    row.get_by_role("button", name=f"Actions: {GONE}").click()
    page.get_by_role("menuitem", name="Let letters go there again").click()
    page.get_by_label("Why").fill("She wrote to us")
    desk.check_accessible()
    page.get_by_role("button", name="Take off the list").click()
    expect(page.get_by_text("No address is suppressed")).to_be_visible()
    page.get_by_role("button", name="Add addresses").click()
    page.get_by_role("textbox", name="Addresses", exact=True).fill("one@mail.example\nnobody")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="1 address added")).to_contain_text("line 2: nobody")
    page.get_by_role("dialog").get_by_role("button", name="Close").last.click()
    expect(page.get_by_role("row", name=re.compile("one@mail.example"))).to_contain_text(
        "typed in, Olga Owner"
    )

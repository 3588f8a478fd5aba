"""A letter built from a ready one: edited, seen as readers see it, mended by one press, sent as a test."""

import base64
import re
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Locator, Page, expect
from tests.browser.admin.conftest import Open, Visit
from tests.browser.admin.steps import call, find_person, person, send, sign_in
from tests.integration.infra.installation import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("shop"), pytest.mark.timeout(180)]

PICTURE = Path(__file__).parents[2] / "unit/pictures/samples/alpha.png"
STEP = "message"


def begin_letter(desk: Visit) -> str:
    """A letter of which nothing is said yet."""
    made = call(desk, "POST", "/scenarios", {"kind": "message", "name": "Hello"})
    entry = {"triggers": [{"event": "club_asked"}], "repeat": "always"}
    nodes = {STEP: {"send": {"channel": "email"}}}
    graph = {"entry": entry, "start": STEP, "nodes": nodes}
    call(desk, "POST", f"/scenarios/{made['id']}/versions", {"graph": graph})
    return str(made["id"])


def preview(page: Page) -> FrameLocator:
    return page.frame_locator("iframe[title='The letter as it will be seen']")


def line(page: Page, spot: str) -> Locator:
    return page.locator(f"[data-line='{spot}']")


def add(page: Page, kind: str) -> None:
    page.get_by_role("button", name="Add a block", exact=True).click()
    page.get_by_role("menuitem", name=kind, exact=True).click()


def take_ready(page: Page) -> None:
    page.get_by_role("button", name="Ready letters").click()
    page.get_by_role("button", name=re.compile("^Welcome")).click()
    expect(preview(page).get_by_role("heading", name="Nice to meet you!")).to_be_visible()
    expect(page.get_by_role("textbox", name="Subject")).to_have_value("Nice to meet you")


def edit_words(page: Page) -> None:
    """The heading by a press on it in the letter; rich words by their marks."""
    preview(page).get_by_role("heading", name="Nice to meet you!").click()
    page.get_by_role("textbox", name="Heading", exact=True).fill("Welcome to tea")
    expect(preview(page).get_by_role("heading", name="Welcome to tea")).to_be_visible()
    line(page, "2").click()
    words = page.get_by_role("textbox", name="Text", exact=True)
    words.fill("Leaves of May")
    words.press("ControlOrMeta+a")
    page.get_by_role("button", name="Bold").click()
    expect(preview(page).locator("b", has_text="Leaves of May")).to_be_visible()


def add_blocks(page: Page) -> None:
    add(page, "Picture")
    page.locator("input[type=file]").set_input_files(PICTURE)
    expect(page.get_by_role("textbox", name="Address of the picture")).to_have_value(re.compile("/pictures/"))
    page.get_by_role("textbox", name="Description").fill("A cup")
    expect(preview(page).get_by_alt_text("A cup")).to_be_visible()
    add(page, "Button")
    page.get_by_role("textbox", name="Words", exact=True).fill("To the shop")
    page.get_by_role("textbox", name="Leads to").fill("https://shop.example/tea")
    expect(preview(page).get_by_role("link", name="To the shop")).to_be_visible()


def lose_the_way_out(page: Page) -> None:
    """The footer by keys; the warning tells, one press brings it back."""
    foot = page.locator("[data-line]", has_text="Unsubscribe")
    foot.focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(line(page, "7")).to_contain_text("Unsubscribe")
    expect(foot).to_be_focused()
    page.keyboard.press("Delete")
    expect(page.locator("[data-line]", has_text="Unsubscribe")).to_have_count(0)
    expect(preview(page).get_by_role("link", name="Unsubscribe")).to_have_count(0)
    page.get_by_role("button", name=re.compile("remark")).click()
    page.get_by_role("button", name="Insert", exact=True).click()
    expect(preview(page).get_by_role("link", name="Unsubscribe")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Insert", exact=True)).to_have_count(0)


def look_around(page: Page) -> None:
    """On a telephone and in the dark."""
    page.get_by_role("radiogroup", name="Screen").get_by_text("Phone", exact=True).click()
    expect(page.locator("iframe[data-device='phone']")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Dark mail program")).click()
    heading = preview(page).get_by_role("heading", name="Welcome to tea")
    expect(heading).to_have_css("color", "rgb(232, 234, 238)")


def test_a_letter_is_built_from_a_ready_one(open_window: Open) -> None:
    desk = open_window()
    sign_in(desk)
    send(desk, person("ann@shop.example"))
    find_person(desk, "ann@shop.example")
    page = desk.go(f"/messages/{begin_letter(desk)}")
    page.get_by_role("button", name="Content", exact=True).click()
    take_ready(page)
    edit_words(page)
    add_blocks(page)
    lose_the_way_out(page)
    look_around(page)
    desk.check_accessible()
    page.get_by_placeholder("An example of a person").fill("ann@")
    page.get_by_role("option", name=re.compile("Ann")).click()
    page.get_by_role("button", name="Send a test").click()
    letter = find_letter(desk)
    assert "To the shop: https://shop.example/tea" in letter
    assert "Unsubscribe: " in letter
    desk.check_accessible()


def find_letter(desk: Visit) -> str:
    """The text of the letter that was built, as soon as the mailbox has it."""
    found: list[str] = []

    def has_come() -> bool:
        for each in desk.context.request.get(f"{desk.url}/api/v1/mailbox").json()["items"]:
            whole = desk.context.request.get(f"{desk.url}/api/v1/mailbox/{each['id']}").json()
            if "Welcome to tea" in str(whole["text"]):
                found.append(str(whole["text"]))
        return bool(found)

    wait_for(has_come)
    return found[0]


def test_a_letter_is_looked_at_without_asking_anybody(open_window: Open) -> None:
    desk = open_window()
    sign_in(desk)
    send(desk, person("bob@shop.example"))
    bob = find_person(desk, "bob@shop.example")
    pictures = "<img src='https://far.example/a.png' alt='far'><img src='cid:logo' alt='logo'>"
    logo = {"name": "logo.png", "type": "image/png", "content_id": "logo"}
    content = {"subject": "With pictures", "html": f"<p>Look</p>{pictures}"}
    body = {
        "to": {"profile_id": bob},
        "content": content,
        "attachments": [logo | {"data": base64.b64encode(PICTURE.read_bytes()).decode()}],
    }
    made = call(desk, "POST", "/messages/send", body)
    wait_for(lambda: call(desk, "GET", f"/sends/{made['id']}")["state"] == "sent")
    asked: list[str] = []
    # What a policy of the page forbids is told as a request, too, and reaches nobody.
    desk.page.on("response", lambda response: asked.append(response.url))
    desk.page.route("https://far.example/**", lambda route: route.fulfill(path=PICTURE))
    page = desk.go("/mailbox")
    page.get_by_role("link", name=re.compile("With pictures")).click()
    letter = page.frame_locator("iframe[title='With pictures']")
    logo_shown = letter.get_by_alt_text("logo")
    expect(logo_shown).to_have_js_property("complete", True)
    assert logo_shown.evaluate("picture => picture.naturalWidth") > 0
    assert not [url for url in asked if "far.example" in url or "/l/" in url]
    desk.check_accessible()
    with page.expect_response("https://far.example/a.png"):
        page.get_by_role("button", name="Show pictures").click()
    expect(page.get_by_role("button", name="Show pictures")).to_have_count(0)
    assert not [url for url in asked if "/l/" in url]
    assert call(desk, "GET", f"/mail/letters/{made['id']}")["hits"] == []

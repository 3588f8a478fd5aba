"""One's own account: the second factor, a forgotten password, other browsers, other workspaces."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import pyotp
import pytest
from playwright.sync_api import Page, Request, expect
from tests.browser.admin.conftest import OWNER, PASSWORD, Open, Visit
from tests.browser.admin.steps import (
    call,
    event,
    letter_link,
    person,
    send,
    sign_in,
    type_password,
)
from tests.integration.infra.installation import wait_for

from otklik.workspaces.totp import WINDOW_STEPS

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("shop"), pytest.mark.timeout(240)]

PICTURES = Path(__file__).parents[2] / "unit/pictures/samples"
NEW_PASSWORD = "another horse entirely"


def type_code(page: Page, code: str) -> None:
    page.locator("input[autocomplete=one-time-code]").first.click()
    page.keyboard.type(code)


def fresh_code(secret: str) -> Callable[[], str]:
    """Codes of the authenticator, never one twice: the one of the next half minute is good already."""
    totp = pyotp.TOTP(secret)
    last = 0

    def code() -> str:
        nonlocal last
        last = max(totp.timecode(datetime.now(UTC)), last + 1)
        wait_for(lambda: totp.timecode(datetime.now(UTC)) >= last - WINDOW_STEPS, timeout_s=65)
        return totp.generate_otp(last)

    return code


def test_another_workspace_shows_nothing_of_this_one_and_can_be_deleted(open_window: Open) -> None:
    visit = open_window()
    page = sign_in(visit)
    send(visit, person("secretmark@mail.example"), event("secretmark", "SECRETMARK"))
    visit.go("/people")
    expect(page.get_by_role("link", name="Secretmark")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Workspace: Tea shop").click()
    page.get_by_role("menuitem", name="New workspace").click()
    page.get_by_role("dialog").get_by_label("Name of the workspace").fill("Coffee shop")
    page.get_by_role("dialog").get_by_role("button", name="Create").click()
    expect(page.get_by_role("button", name="Workspace: Coffee shop")).to_be_visible()
    for path in ("/", "/people", "/events/live", "/events/catalogue", "/imports", "/settings/audit"):
        visit.go(path)
        expect(page.get_by_role("heading").first).to_be_visible()
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        assert "secretmark" not in page.content().lower(), path
    gone = workspaces(visit)[-1]["id"]
    elsewhere = open_window()
    away = sign_in(elsewhere)
    elsewhere.go(f"/imports?workspace={gone}")
    expect(away.get_by_role("button", name="Workspace: Coffee shop")).to_be_visible()
    asked = delete_it(visit, page, workspace_id=gone)
    expect(page.get_by_role("link", name="Overview", exact=True)).to_have_attribute("aria-current", "page")
    assert asked == ["DELETE /api/v1/workspace"], "nothing else is asked of it"
    assert visit.complaints == []
    away.get_by_role("link", name="People").click()
    expect(
        away.get_by_role("alert").filter(has_text="You no longer have access to “Coffee shop”")
    ).to_be_visible()
    expect(away.get_by_role("button", name="Workspace: Tea shop")).to_be_visible()
    expect(away.get_by_role("link", name="Secretmark")).to_be_visible()
    visit.go(f"/people?workspace={gone}")  # an old link to it leads to where one may be
    expect(page.get_by_role("link", name="Secretmark")).to_be_visible()
    assert [each["name"] for each in workspaces(visit)] == ["Tea shop"]


def delete_it(visit: Visit, page: Page, *, workspace_id: str) -> list[str]:
    """The danger zone, with the wrong name first; all that a slow machine then asks of the workspace."""
    visit.go("/settings/workspace")
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_disabled()
    page.get_by_role("button", name="Delete the workspace…").click()
    dialog = page.get_by_role("dialog")
    field = dialog.get_by_label("Type the name of the workspace: Coffee shop")
    field.fill("Tea shop")
    expect(dialog.get_by_role("button", name="Delete for good")).to_be_disabled()
    visit.check_accessible()
    field.fill("Coffee shop")
    asked: list[str] = []

    def keep(request: Request) -> None:
        address = urlparse(request.url)
        named = request.headers.get("x-otklik-workspace") or parse_qs(address.query).get("workspace", [""])[0]
        if named == workspace_id:
            asked.append(f"{request.method} {address.path}")

    page.on("request", keep)
    slow = visit.context.new_cdp_session(page)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": 6})
    dialog.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_role("button", name="Workspace: Tea shop")).to_be_visible()
    slow.detach()
    return asked


def workspaces(visit: Visit) -> list[dict[str, str]]:
    found = call(visit, "GET", "/me")["workspaces"]
    assert isinstance(found, list)
    return found


def test_the_second_factor_from_enrolment_to_recovery(open_window: Open) -> None:
    visit = open_window()
    page = sign_in(visit)
    visit.go("/settings/profile")
    page.get_by_role("button", name="Switch on").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Show the code").click()
    expect(dialog.get_by_alt_text("QR code for the authenticator app")).to_be_visible()
    secret = dialog.locator("code").inner_text()
    code = fresh_code(secret)
    type_code(page, "000000")
    expect(dialog.get_by_role("alert")).to_be_visible()
    visit.forgive(401)
    visit.forgive(422)
    type_code(page, code())
    expect(dialog.get_by_role("button", name="I have kept it")).to_be_visible()
    recovery = dialog.locator("code").first.inner_text()
    visit.check_accessible()
    dialog.get_by_role("button", name="I have kept it").click()
    expect(page.get_by_text("On: besides the password")).to_be_visible()

    other = open_window()
    entering = type_password(other)
    expect(entering.get_by_role("heading", name="Code from the app")).to_be_visible()
    other.forgive(401)
    other.check_accessible()
    type_code(entering, code())
    expect(entering).to_have_url(other.url + "/")

    third = open_window()
    entering = type_password(third)
    entering.get_by_role("button", name="No phone at hand?").click()
    entering.get_by_label("Recovery code").fill(recovery)
    entering.get_by_role("button", name="Sign in").click()
    expect(entering).to_have_url(third.url + "/")

    visit.go("/settings/profile")
    page.get_by_role("button", name="Switch off").click()
    page.get_by_role("dialog").get_by_label("Present password").fill(PASSWORD)
    page.get_by_role("dialog").get_by_role("button", name="Switch off").click()
    expect(page.get_by_text("Off: the password alone")).to_be_visible()


def test_a_face_is_cut_to_a_square(open_window: Open) -> None:
    visit = open_window()
    page = sign_in(visit)
    visit.go("/settings/profile")
    chooser = page.locator("input[type=file]")
    chooser.set_input_files({"name": "page.png", "mimeType": "image/png", "buffer": b"<script>1</script>"})
    expect(page.get_by_role("alert")).to_contain_text("cannot read this file as a picture")
    chooser.set_input_files(PICTURES / "turned.jpg")
    dialog = page.get_by_role("dialog", name="Cut the picture")
    dialog.get_by_role("slider", name="Larger").press("End")
    stage = dialog.get_by_role("button", name="Your picture: arrow keys move it")
    before = stage.screenshot()
    stage.press("ArrowLeft")
    assert stage.screenshot() != before
    visit.check_accessible()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    face = page.get_by_role("img", name="Your picture")
    wait_for(lambda: face.evaluate("each => each.naturalWidth") == 256)
    assert page.get_by_role("button", name=re.compile("Olga Owner")).locator("img").count() == 1
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_role("button", name="Choose a picture")).to_be_visible()
    visit.check_accessible()


def test_a_forgotten_password_is_set_anew_through_the_mailbox(open_window: Open) -> None:
    owner = open_window()
    page = sign_in(owner)
    lost = open_window()
    asking = lost.go("/sign-in")
    asking.get_by_role("link", name="Forgot the password?").click()
    expect(asking.get_by_role("heading", name="Reset the password")).to_be_visible()
    asking.get_by_label("Email").fill(OWNER)
    asking.get_by_role("button", name="Send the link").click()
    expect(asking.get_by_role("heading", name="Look into your mail")).to_be_visible()
    lost.forgive(401)
    lost.check_accessible()
    owner.go("/mailbox")
    page.get_by_role("link", name=re.compile(OWNER)).first.click()
    path = urlparse(letter_link(owner, page, "password-resets")).path
    lost.go(path)
    asking.get_by_label("Password", exact=True).fill(NEW_PASSWORD)
    asking.get_by_role("button", name="Save and sign in").click()
    expect(asking.get_by_text("The new password is saved")).to_be_visible()
    type_password(lost, password=NEW_PASSWORD)
    expect(asking).to_have_url(lost.url + "/")
    lost.go(path)
    expect(asking.get_by_role("heading", name="This link works no more")).to_be_visible()
    owner.go("/people")
    expect(page).to_have_url(re.compile("/sign-in"))  # other browsers were signed out


def test_signing_out_everywhere_else(open_window: Open) -> None:
    here, there = open_window(), open_window()
    page, away = sign_in(here, password=NEW_PASSWORD), sign_in(there, password=NEW_PASSWORD)
    here.go("/settings/profile")
    page.get_by_role("button", name="End all others").click()
    expect(page.get_by_role("button", name="End all others")).to_have_count(0)
    expect(page.get_by_text("this device", exact=True)).to_be_visible()
    here.check_accessible()
    there.go("/people")
    expect(away).to_have_url(re.compile("/sign-in"))
    here.go("/people")
    expect(page.get_by_role("heading", name="People")).to_be_visible()


def test_what_was_deleted_is_proved_to_be_gone(open_window: Open) -> None:
    """The proof waits for whoever still knows the keys: the other tests of this file were meanwhile."""
    visit = open_window()
    page = sign_in(visit, password=NEW_PASSWORD)
    visit.go("/settings/profile")
    expect(page.get_by_text("erased, verified")).to_be_visible(timeout=60_000)
    visit.check_accessible()

"""What a marketer does to everybody of a segment: a tag and its undo, a file, seen by eye and by axe."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser.admin.conftest import Open, Visit
from tests.browser.admin.steps import call, choose_language, person, send, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("shop")]
NAMES = ("anna", "boris", "vera")


def make_segment(visit: Visit) -> str:
    send(visit, *(person(f"{name}@example.com") for name in NAMES))
    made = call(
        visit,
        "POST",
        "/segments",
        {"name": "With email", "filter": {"property": "$email", "op": "set"}},
    )
    return str(made["id"])


def choose(page: Page, item: str, *, menu: str = "With all of them") -> None:
    page.get_by_role("button", name=menu).click()
    page.get_by_role("menuitem", name=item).click()


def test_everybody_of_a_segment_gets_a_tag_and_leaves_as_a_file(open_window: Open) -> None:
    visit = open_window()
    page = sign_in(visit)
    segment_id = make_segment(visit)
    visit.go(f"/segments/{segment_id}")
    expect(page.get_by_role("button", name="With all of them")).to_be_enabled()
    expect(page.get_by_text("3", exact=True).first).to_be_visible()

    choose(page, "Put a tag on")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("It is done to 3 people who are in “With email” now.")).to_be_visible()
    dialog.get_by_label("Tag").fill("vip")
    visit.check_accessible()
    dialog.get_by_role("button", name="Start").click()
    tagged = page.get_by_role("region", name="Put a tag on · vip · With email")
    expect(tagged.get_by_text("Done: 3, of these changed 3")).to_be_visible()
    visit.check_accessible()
    tagged.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("region", name="Take a tag off · vip").get_by_text("Done: 3")).to_be_visible()

    choose(page, "Export to a file")
    expect(dialog.get_by_text("The file will hold 3 people")).to_be_visible()
    dialog.get_by_label("Format").click()
    page.get_by_role("option", name="Yandex Audience").click()
    expect(dialog.get_by_text("Left out: never consented to advertising: 3")).to_be_visible()
    expect(dialog.get_by_role("button", name="Download")).to_be_disabled()
    dialog.get_by_label("Format").click()
    page.get_by_role("option", name="CSV for a spreadsheet").click()
    visit.check_accessible()
    with page.expect_download() as download:
        dialog.get_by_role("button", name="Download").click()
    assert download.value.suggested_filename == "people.csv"
    lines = Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("id,name,email")
    assert sorted(line.split(",")[2] for line in lines[1:]) == [f"{name}@example.com" for name in NAMES]

    choose_language(visit, "ru")
    page.set_viewport_size({"width": 390, "height": 800})
    visit.go(f"/segments/{segment_id}")
    choose(page, "Удалить навсегда", menu="Со всеми")
    erase = page.get_by_role("dialog").get_by_role("button", name="Удалить навсегда")
    expect(erase).to_be_disabled()
    page.get_by_label("Введите «With email», чтобы подтвердить").fill("With email")
    expect(erase).to_be_enabled()
    visit.check_accessible()

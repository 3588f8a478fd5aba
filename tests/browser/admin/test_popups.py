"""A form built by mouse and keyboard, seen before it is launched, met on a site, and answered there."""

import json
import re
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from playwright.sync_api import FrameLocator, Locator, Page, expect
from tests.browser.admin.conftest import ROOT, Open, Visit
from tests.browser.admin.shop import OPEN_ROOTS, come, put_shop
from tests.browser.admin.steps import call, choose_language, sign_in, write_key
from tests.browser.widget.conftest import Site
from tests.integration.infra.installation import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("shop"), pytest.mark.timeout(180)]

Json: TypeAlias = dict[str, "Json"] | list["Json"] | str | int | float | bool | None

STEP = "message"
PICTURE = Path(__file__).parents[2] / "unit/pictures/samples/alpha.png"
GALLERY = ROOT / "admin/src/features/messages/popups/gallery"
READY = "new Promise(done => { const look = () => otklik.popup ? done() : setTimeout(look, 20); look(); })"


def in_language(value: Json, language: str) -> Json:
    """A template as the gallery gives it out: `{"ru", "en"}` becomes the text of the language."""
    if isinstance(value, list):
        return [in_language(each, language) for each in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"ru", "en"}:
        return value[language]
    return {name: in_language(each, language) for name, each in value.items()}


def test_every_template_can_be_launched(open_window: Open) -> None:
    desk = open_window()
    sign_in(desk)
    written = [each for path in sorted(GALLERY.glob("*.json")) for each in json.loads(path.read_text())]
    assert len(written) >= 12
    for template in written:
        for language in ("ru", "en"):
            said = {"channel": template["channel"], "content": in_language(template["content"], language)}
            assert call(desk, "POST", "/contents/check", said)["faults"] == [], (template["key"], language)


def begin_form(desk: Visit) -> str:
    """A form of which nothing is said yet, shown to whoever asks for it."""
    made = call(desk, "POST", "/scenarios", {"kind": "message", "name": "Tea club"})
    save(desk, str(made["id"]), {"channel": "form", "kind": "transactional"})
    return str(made["id"])


def save(desk: Visit, scenario: str, send: dict[str, object]) -> None:
    entry = {"triggers": [{"event": "club_asked"}], "repeat": "always"}
    graph = {"entry": entry, "start": STEP, "nodes": {STEP: {"send": send}}}
    call(desk, "POST", f"/scenarios/{scenario}/versions", {"graph": graph})


def find_draft(desk: Visit, scenario: str) -> dict[str, Any]:
    """What the editor has saved of the form."""
    graph: Any = call(desk, "GET", f"/scenarios/{scenario}")["graph"]
    found: dict[str, Any] = graph.get("layout", {}).get("contents", {}).get(STEP, {}).get("content", {})
    return found


def add(page: Page, kind: str, where: str = "Page 1") -> None:
    page.get_by_role("button", name=f"Add a block: {where}").click()
    page.get_by_role("menuitem", name=kind, exact=True).click()


def say(page: Page, words: str) -> None:
    page.get_by_role("textbox", name="Text", exact=True).fill(words)


def line(page: Page, spot: str) -> Locator:
    return page.locator(f"[data-line='{spot}']")


def preview(page: Page) -> FrameLocator:
    return page.frame_locator("iframe[title='Preview']")


def build(page: Page) -> None:
    """A heading, a question, a consent, a picture and a button; on a second page, thanks."""
    page.get_by_role("button", name="Large", exact=True).click()
    add(page, "Heading")
    say(page, "Tea for two")
    add(page, "Question")
    page.get_by_role("button", name="Add a consent").click()
    add(page, "Picture")
    page.locator("input[type=file]").set_input_files(PICTURE)
    page.get_by_role("textbox", name="Description").fill("A cup of tea")
    expect(page.get_by_role("textbox", name="Address of the picture")).to_have_value(re.compile("/pictures/"))
    add(page, "Button")
    say(page, "Join the club")
    page.get_by_role("button", name="Add a page").click()
    add(page, "Heading", "Page 2")
    say(page, "Welcome to the club")


def drag_above(page: Page, block: Locator, other: Locator) -> None:
    """By the mouse, as a hand does it: places to let go appear once something is dragged."""
    block.hover()
    page.mouse.down()
    page.mouse.move(0, 0)
    place = other.bounding_box()
    assert place is not None
    page.mouse.move(place["x"] + 40, place["y"] + 20, steps=5)
    page.mouse.move(place["x"] + 40, place["y"] + 2, steps=5)
    expect(page.locator("[data-over]")).to_have_count(1)
    page.mouse.up()


def rearrange(page: Page) -> None:
    """The picture to the top by the mouse, the consent down and up by keys; a block lost and found."""
    drag_above(page, line(page, "0.3"), line(page, "0.0"))
    expect(line(page, "0.0")).to_contain_text("A cup of tea")
    line(page, "0.3").focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(line(page, "0.4")).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    expect(line(page, "0.3")).to_be_focused()
    page.keyboard.press("Delete")
    expect(line(page, "0.4")).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(line(page, "0.4")).to_have_count(1)


def test_it_is_built_seen_met_and_answered(open_window: Open, site: Site) -> None:
    desk = open_window()
    desk.page.add_init_script(OPEN_ROOTS)
    sign_in(desk)
    scenario = begin_form(desk)
    page = desk.go(f"/messages/{scenario}")
    page.get_by_role("button", name="Content", exact=True).click()
    build(page)
    rearrange(page)

    # A press in the preview chooses, a second one writes in its place.
    line(page, "0.1").click()
    title = preview(page).get_by_role("heading", name="Tea for two")
    title.dblclick()
    preview(page).locator("body > textarea").fill("Tea for three")
    expect(page.get_by_role("textbox", name="Text", exact=True)).to_have_value("Tea for three")
    seen = ["A cup of tea", "Your email", "I agree to get letters with news and offers", "Join the club"]
    for device in ("Phone", "Desktop"):
        page.get_by_text(device, exact=True).click()
        box = preview(page).locator("[data-popup]")
        expect(box.get_by_role("heading", name="Tea for three")).to_be_visible()
        expect(box.get_by_role("img", name=seen[0])).to_be_visible()
        for words in seen[1:3]:
            expect(box.get_by_text(words)).to_be_visible()
        expect(box.get_by_role("button", name=seen[3])).to_be_visible()
    desk.check_accessible()

    wait_for(lambda: "Tea for three" in json.dumps(find_draft(desk, scenario)))
    kept = call(desk, "POST", "/contents", {"channel": "form", "content": find_draft(desk, scenario)})
    save(desk, scenario, {"channel": "form", "kind": "transactional", "content_id": kept["id"]})
    call(desk, "POST", f"/scenarios/{scenario}/launch")
    meet(open_window(), site, write_key(desk), seen)

    page = desk.go(f"/messages/{scenario}/submissions")
    expect(page.get_by_text("1 answer", exact=True)).to_be_visible()
    expect(page.get_by_role("listitem").get_by_text("anna@mail.example").last).to_be_visible()
    expect(page.get_by_text(seen[2])).to_be_visible()
    desk.check_accessible()
    look_in_russian(open_window(language="ru", width=390, scheme="dark"), scenario)


def meet(visitor: Visit, site: Site, key: str, seen: list[str]) -> None:
    """A visitor sees exactly what was built, and joins."""
    put_shop(site, visitor.url, key)
    with visitor.page.expect_response("**/onsite.js"):
        page = come(visitor, f"{site.url}/")
    page.evaluate(READY)
    page.evaluate("otklik.track('club_asked')")
    box = page.locator("[data-popup]")
    expect(box.get_by_role("heading", name="Tea for three")).to_be_visible()
    expect(box.get_by_role("img", name=seen[0])).to_be_visible()
    box.get_by_role("textbox", name=re.compile(seen[1])).fill("anna@mail.example")
    box.get_by_text(seen[2]).click()
    box.get_by_role("button", name=seen[3]).click()
    expect(box.get_by_role("heading", name="Welcome to the club")).to_be_visible()


def look_in_russian(phone: Visit, scenario: str) -> None:
    """On a phone the parts stand behind tabs; what was answered can be read there, too."""
    sign_in(phone)
    choose_language(phone, "ru")
    page = phone.go(f"/messages/{scenario}/submissions")
    expect(page.get_by_text("1 ответ", exact=True)).to_be_visible()
    page.goto(f"{phone.url}/messages/{scenario}")
    page.get_by_role("button", name="Содержание").click()
    page.get_by_text("Блоки", exact=True).click()
    line(page, "1.0").click()
    expect(page.get_by_role("textbox", name="Текст", exact=True)).to_have_value("Welcome to the club")
    phone.check_accessible()
    choose_language(phone, "en")

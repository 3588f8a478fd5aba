"""Making a segment: the constructor, the count at each step, reasons, the same filter on people."""

import json
import re
from itertools import count
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser.admin.conftest import Open, Visit
from tests.browser.admin.steps import call, choose_language, event, person, send, sign_in
from tests.integration.infra.installation import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("shop"), pytest.mark.timeout(180)]

MENU = "Actions of the condition"
RICH_CART = {
    "all": [
        {"event": "$cart_viewed", "where": [{"property": "amount", "op": "gt", "value": 20000}]},
        {"event": "$order_completed", "times": {"op": "eq", "value": 0}},
    ]
}


def shoppers(visit: Visit) -> None:
    """Anna left a rich cart, Boris ordered his, Vera's was small."""
    people = ("anna", "boris", "vera")
    send(visit, *(person(f"{name}@mail.example") for name in people))
    send(visit, event("anna", "$cart_viewed", amount=25_000), event("boris", "$cart_viewed", amount=30_000))
    send(visit, event("vera", "$cart_viewed", amount=100))
    send(visit, event("boris", "$order_completed", order_id="b-1", amount=30_000))
    visit.go("/people")
    for name in people:
        expect(visit.page.get_by_role("link", name=name.title())).to_be_visible()


def written(page: Page) -> object:
    """The condition in the address of the page."""
    found = parse_qs(urlsplit(page.url).query).get("filter")
    return json.loads(found[0]) if found else None


def expect_filter(page: Page, condition: object) -> None:
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query).get("filter", [""])[0] != "")
    page.wait_for_function(
        "wanted => new URLSearchParams(location.search).get('filter') === wanted",
        arg=json.dumps(condition, separators=(",", ":"), ensure_ascii=False),
    )


def test_a_template_becomes_a_segment_whose_people_and_reasons_are_shown(open_window: Open) -> None:
    visit = open_window()
    page = sign_in(visit)
    shoppers(visit)
    visit.go("/segments")
    expect(page.get_by_text("No segments yet")).to_be_visible()
    visit.check_accessible()
    page.get_by_role("link", name="New segment").first.click()
    page.get_by_role("button", name="Cart over 20,000 and no order").click()
    aside = page.locator("aside")
    expect(aside).to_contain_text("1 person · 33.3% of all")
    expect(aside.get_by_role("link", name="Anna")).to_be_visible()
    expect(aside.get_by_role("link", name="Boris")).to_have_count(0)
    expect(aside.get_by_text("and did not place an order")).to_be_visible()
    assert written(page) == RICH_CART
    visit.check_accessible()
    name = page.get_by_role("textbox", name="Name", exact=True)
    expect(name).to_have_value("Cart over 20,000 and no order")
    name.fill("Rich carts")
    aside.get_by_role("button", name="Save").click()
    expect(page).to_have_url(re.compile(r"/segments/\d+$"))
    expect(page.get_by_role("heading", name="Rich carts")).to_be_visible()
    expect(page.get_by_role("link", name="Anna")).to_be_visible()
    visit.check_accessible()
    page.get_by_text("Why", exact=True).click()
    page.get_by_role("combobox", name="Person").fill("boris")
    page.get_by_role("option", name="Boris").click()
    expect(page.get_by_text("Not in the segment.")).to_be_visible()
    expect(page.get_by_text("1 event").first).to_be_visible()
    visit.check_accessible()
    visit.go("/segments")
    page.get_by_role("link", name="Rich carts").click()
    expect(page.get_by_role("heading", name="Rich carts")).to_be_visible()


def test_a_segment_is_paused_brought_back_and_edited_by_two(open_window: Open) -> None:
    visit = open_window()
    page = sign_in(visit)
    saved = call(visit, "POST", "/segments", {"name": "Known", "filter": {"property": "$email", "op": "set"}})
    visit.go(f"/segments/{saved['id']}")
    page.get_by_role("button", name="Actions", exact=True).click()
    page.get_by_role("menuitem", name="Stop following").click()
    expect(page.get_by_text("Paused", exact=True)).to_be_visible()
    page.get_by_role("button", name="Actions", exact=True).click()
    page.get_by_role("menuitem", name="Delete").click()
    expect(page).to_have_url(re.compile("/segments$"))
    page.get_by_role("button", name="Undo").click()
    expect(page).to_have_url(f"{visit.url}/segments/{saved['id']}")  # the same one, not one like it
    expect(page.get_by_role("heading", name="Known")).to_be_visible()
    visit.forgive(404)  # told by the live stream, its page may ask once more before it is left
    page.get_by_role("link", name="Edit").click()
    expect(page.get_by_role("textbox", name="Name", exact=True)).to_have_value("Known")
    call(visit, "PATCH", f"/segments/{saved['id']}", {"name": "Carts of a colleague"})
    page.get_by_role("textbox", name="Name", exact=True).fill("Carts of mine")
    page.get_by_role("button", name="Save").click()
    dialog = page.get_by_role("dialog", name="Changed meanwhile")
    expect(dialog).to_contain_text("Carts of a colleague")
    visit.forgive(409)  # what the server says to the later of the two
    visit.check_accessible()
    dialog.get_by_role("button", name="Save mine").click()
    expect(page.get_by_role("heading", name="Carts of mine")).to_be_visible()


def test_conditions_are_moved_among_groups_and_tried_on_a_person(open_window: Open) -> None:
    visit = open_window()
    page = sign_in(visit)
    shoppers(visit)
    first = {"event": "$cart_viewed"}
    second, third = {"property": "$email", "op": "set"}, {"property": "$phone", "op": "set"}
    start = {"all": [first, {"any": [second, third]}]}
    visit.go(f"/segments/new?filter={quote(json.dumps(start))}")
    rows = page.get_by_role("group", name="Condition", exact=True)
    expect(rows).to_have_count(3)
    # From the outer group to between the two of the inner one, by the mouse.
    carry(page, rows.nth(0), rows.nth(2))
    expect_filter(page, {"all": [{"any": [second, first, third]}]})
    # And out of it by the keys: up to its beginning, then to before it.
    rows.nth(1).get_by_role("button", name=MENU).press("Alt+ArrowUp")
    expect_filter(page, {"all": [{"any": [first, second, third]}]})
    rows.nth(0).get_by_role("button", name=MENU).press("Alt+ArrowUp")
    expect_filter(page, start)
    page.get_by_role("combobox", name="Person").fill("anna")
    page.get_by_role("option", name="Anna").click()
    expect(page.get_by_text("Fits. Open the card")).to_be_visible()
    rows.nth(0).get_by_role("button", name=MENU).click()
    page.get_by_role("menuitem", name="Turn it round").click()
    expect(page.get_by_text("Does not fit. Open the card")).to_be_visible()
    visit.check_accessible()


def test_people_are_chosen_by_hand_for_what_is_done_to_many(open_window: Open) -> None:
    visit = open_window()
    page = sign_in(visit)
    shoppers(visit)
    page.get_by_role("checkbox", name="Choose Anna").check()
    bar = page.get_by_role("region", name="With the chosen ones")
    expect(bar).to_contain_text("1 person chosen")
    expect(page).to_have_url(re.compile("/people$"))  # the row under the box opens nothing
    page.get_by_role("checkbox", name="Choose all that are shown").check()
    expect(bar).not_to_contain_text("1 person chosen")
    page.get_by_role("checkbox", name="Choose Vera").uncheck()
    visit.check_accessible()
    page.keyboard.press("Escape")
    expect(bar).to_have_count(0)
    for name in ("Anna", "Boris"):
        page.get_by_role("checkbox", name=f"Choose {name}").check()
    bar.get_by_role("button", name="With the chosen ones").click()
    page.get_by_role("menuitem", name="Put a tag on").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("It is done to the 2 people you chose.")
    dialog.get_by_label("Tag").fill("chosen")
    dialog.get_by_role("button", name="Start").click()
    expect(page.get_by_text("Done: 2, of these changed 2")).to_be_visible()
    found = call(visit, "POST", "/profiles/search", {"filter": {"tag": "chosen"}})["items"]
    assert isinstance(found, list)
    assert sorted(each["name"] for each in found) == ["Anna", "Boris"]


def test_the_constructor_works_by_keys_and_keeps_what_it_does_not_know(open_window: Open) -> None:
    visit = open_window()
    page = sign_in(visit)
    visit.go("/segments/new")
    page.get_by_role("button", name="Add the first condition").click()
    expect(page.get_by_label("Condition: Find")).to_be_focused()
    page.keyboard.type("first seen")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect_filter(page, {"property": "$first_seen", "op": "within_last", "value": "P7D"})
    page.get_by_role("textbox", name="Value").fill("30")
    expect_filter(page, {"property": "$first_seen", "op": "within_last", "value": "P30D"})
    page.get_by_role("button", name="Actions of the condition").click()
    page.get_by_role("menuitem", name="Turn it round").click()
    expect_filter(page, {"not": {"property": "$first_seen", "op": "within_last", "value": "P30D"}})
    page.get_by_role("textbox", name="Value").press("Control+z")
    expect_filter(page, {"property": "$first_seen", "op": "within_last", "value": "P30D"})
    page.get_by_role("textbox", name="Value").press("Control+Shift+Z")
    expect_filter(page, {"not": {"property": "$first_seen", "op": "within_last", "value": "P30D"}})
    kept = {"all": [{"tag": "vip"}, {"later": [1]}, {"segment": 999}]}
    visit.go(f"/segments/new?filter={quote(json.dumps(kept))}")
    expect(page.get_by_text("The constructor cannot show this condition")).to_be_visible()
    expect(page.get_by_text("There is no such condition")).to_be_visible()
    expect(page.get_by_text("This segment is no more")).to_be_visible()
    assert written(page) == kept
    page.get_by_role("group", name="Condition").nth(1).get_by_role("button").last.click()
    page.get_by_role("menuitem", name="Remove").click()
    expect_filter(page, {"all": [{"tag": "vip"}, {"segment": 999}]})
    expect(page.get_by_text("There is no such condition")).to_have_count(0)
    expect(page.get_by_text("This segment is no more")).to_be_visible()
    visit.forgive(422)
    visit.check_accessible()


def carry(page: Page, row: Locator, target: Locator) -> None:
    """Drag a condition by its handle to before another."""
    row.hover()
    row.locator("[draggable]").hover()
    page.mouse.down()
    box = target.bounding_box()
    assert box is not None
    steps = count()

    def is_over() -> bool:
        page.mouse.move(box["x"] + 60 + next(steps) % 9, box["y"] + 4)
        return page.locator("[data-over]").count() == 1

    wait_for(is_over)
    page.mouse.up()


def test_people_are_filtered_by_the_same_constructor(open_window: Open) -> None:
    visit = open_window(language="ru", width=390, scheme="dark")
    page = sign_in(visit)
    choose_language(visit, "ru")
    shoppers(visit)
    visit.go(f"/people?filter={quote(json.dumps(RICH_CART))}")
    expect(page.get_by_role("link", name="Anna")).to_be_visible()
    expect(page.get_by_role("link", name="Boris")).to_have_count(0)
    page.get_by_role("button", name="Изменить условия").click()
    page.get_by_role("textbox", name="Значение").fill("50")
    expect(page.get_by_role("link", name="Vera")).to_be_visible()
    visit.check_accessible()
    page.get_by_role("link", name="Сохранить как сегмент").click()
    expect(page).to_have_url(re.compile("/segments/new"))
    page.get_by_role("textbox", name="Название", exact=True).fill("Корзины")
    expect(page.get_by_role("link", name="Vera")).to_be_visible()
    visit.check_accessible()
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_role("heading", name="Корзины")).to_be_visible()
    saved = call(visit, "GET", "/segments?search=Корзины")["items"]
    assert isinstance(saved, list)
    assert saved[0]["filter"]["all"][0]["where"][0]["value"] == 50

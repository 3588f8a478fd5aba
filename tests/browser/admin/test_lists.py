"""Lists and tags: people put together by hand, from a file, taken off and brought back, and a tag's life."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.browser.admin.conftest import Open, Visit
from tests.browser.admin.steps import call, choose_language, person, send, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("shop"), pytest.mark.timeout(180)]

FILE = b"Email;City\nboris@mail.example;Riga\nnobody@mail.example;Oslo\n;Bergen\n"


def people(visit: Visit) -> None:
    """Anna, Boris and Vera, seen in the list of people."""
    names = ("anna", "boris", "vera")
    send(visit, *(person(f"{name}@mail.example") for name in names))
    visit.go("/people")
    for name in names:
        expect(visit.page.get_by_role("link", name=name.title())).to_be_visible()


def in_menu(page: Page, menu: str, item: str) -> None:
    page.get_by_role("button", name=menu, exact=True).click()
    page.get_by_role("menuitem", name=item).click()
    expect(page.get_by_role("menu")).to_have_count(0)


def make_list(visit: Visit) -> None:
    page = visit.go("/lists")
    expect(page.get_by_text("No lists yet")).to_be_visible()
    visit.check_accessible()
    page.get_by_role("button", name="New list").first.click()
    page.get_by_role("textbox", name="Name", exact=True).fill("Fair")
    page.get_by_role("textbox", name="Description").fill("Met in spring")
    page.get_by_role("button", name="Create").click()
    expect(page).to_have_url(re.compile(r"/lists/\d+$"))
    expect(page.get_by_text("Nobody is on it yet")).to_be_visible()
    visit.check_accessible()


def add_by_hand(visit: Visit) -> None:
    page, dialog = visit.page, visit.page.get_by_role("dialog")
    page.get_by_role("button", name="Add people").first.click()
    dialog.get_by_role("textbox", name="Name, email, phone, ID").fill("anna")
    dialog.get_by_role("button", name="Put Anna on the list").click()
    expect(dialog.get_by_role("button", name="Anna is on the list")).to_be_disabled()
    visit.check_accessible()
    dialog.get_by_text("Paste addresses").click()
    dialog.get_by_label("Emails, phones or User IDs").fill("vera@mail.example, stranger@mail.example")
    expect(dialog.get_by_role("combobox", name="People are named by")).to_have_value("Email")
    dialog.get_by_role("button", name="Add 2").click()
    told = dialog.get_by_role("status")
    expect(told).to_contain_text("1 person was put on the list.")
    expect(told).to_contain_text("1 is not known: stranger@mail.example")
    visit.check_accessible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Anna")).to_be_visible()
    expect(page.get_by_role("link", name="Vera")).to_be_visible()


def add_from_file(visit: Visit) -> None:
    page, dialog = visit.page, visit.page.get_by_role("dialog")
    in_menu(page, "Actions", "From a file")
    dialog.locator("input[type=file]").set_input_files(
        {"name": "fair.csv", "mimeType": "text/csv", "buffer": FILE}
    )
    expect(dialog.get_by_role("combobox", name="Column that names people")).to_have_value("Email")
    expect(dialog.get_by_role("cell", name="boris@mail.example")).to_be_visible()
    visit.check_accessible()
    dialog.get_by_role("button", name="Put on the list").click()
    told = dialog.get_by_role("status")
    expect(told).to_contain_text("1 person was put on the list. Lines left out: 2.")
    expect(dialog.get_by_role("row", name="nobody@mail.example")).to_contain_text("Not known")
    visit.check_accessible()
    dialog.get_by_role("button", name="Done").click()
    expect(page.get_by_role("link", name="Boris")).to_be_visible()


def take_off_and_back(page: Page) -> None:
    page.get_by_role("button", name="Take Boris off the list").click()
    expect(page.get_by_role("link", name="Boris")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="Boris")).to_be_visible()


def test_a_list_is_filled_used_and_deleted(open_window: Open) -> None:
    visit = open_window()
    page = sign_in(visit)
    people(visit)
    make_list(visit)
    add_by_hand(visit)
    add_from_file(visit)
    take_off_and_back(page)
    expect(page.get_by_text("3 people", exact=True)).to_be_visible()
    visit.check_accessible()

    in_menu(page, "Actions", "Make a segment of it")
    page.get_by_role("textbox", name="Name", exact=True).fill("From the fair")
    expect(page.locator("aside").get_by_role("link", name="Anna")).to_be_visible()
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_role("heading", name="From the fair")).to_be_visible()

    visit.go("/lists")
    page.get_by_role("link", name="Fair").click()
    in_menu(page, "Actions", "Rename or describe")
    page.get_by_role("textbox", name="Name", exact=True).fill("Spring fair")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Spring fair")).to_be_visible()
    in_menu(page, "Actions", "Delete")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("link", name="From the fair")).to_be_visible()
    expect(dialog).to_contain_text("3 people will be off it.")
    visit.check_accessible()
    dialog.get_by_role("button", name="Delete").click()
    expect(page).to_have_url(visit.url + "/lists")
    expect(page.get_by_text("No lists yet")).to_be_visible()


def test_a_tag_is_made_shown_otherwise_and_deleted(open_window: Open) -> None:
    visit = open_window(language="ru", width=390, scheme="dark")
    page = sign_in(visit)
    choose_language(visit, "ru")
    people(visit)
    visit.go("/lists/tags")
    expect(page.get_by_text("Тегов пока нет")).to_be_visible()
    visit.check_accessible()
    page.get_by_role("button", name="Новый тег").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Тег").fill("вип")
    dialog.get_by_role("radio", name="Красный").click()
    visit.check_accessible()
    dialog.get_by_role("button", name="Создать").click()
    expect(page.get_by_text("вип", exact=True)).to_be_visible()
    found = call(visit, "POST", "/profiles/search", {"search": "anna"})["items"]
    assert isinstance(found, list)
    call(visit, "PUT", f"/profiles/{found[0]['id']}/tags/вип", {})
    expect(page.get_by_role("link", name="1", exact=True)).to_be_visible()
    in_menu(page, "Действия с тегом вип", "Название и цвет")
    dialog.get_by_role("textbox", name="Тег").fill("Золотой")
    dialog.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_text("Золотой", exact=True)).to_be_visible()
    page.get_by_role("link", name="1", exact=True).click()
    expect(page.get_by_role("link", name="Anna")).to_be_visible()
    visit.go("/lists/tags")
    in_menu(page, "Действия с тегом Золотой", "Удалить")
    expect(dialog).to_contain_text("Его снимут с 1 человека.")
    visit.check_accessible()
    dialog.get_by_role("button", name="Удалить").click()
    expect(page.get_by_text("Тегов пока нет")).to_be_visible()

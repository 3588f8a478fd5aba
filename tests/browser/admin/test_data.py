"""Bringing data in, finding it by the figures, and taking a person out again."""

import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import expect
from tests.browser.admin.conftest import Open
from tests.browser.admin.steps import choose_language, event, person, send, sign_in, write_key

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("shop"), pytest.mark.timeout(240)]

CSV = b"""Email,Full name,Tariff
vera@mail.example,Vera Petrova,pro
,Nobody,free
igor@mail.example,Igor Sidorov,basic
"""


@pytest.fixture
def site() -> Iterator[tuple[str, dict[str, str]]]:
    """A site of somebody else's (its address); its page is whatever `page["html"]` holds."""
    page = {"html": "<h1>Shop</h1>"}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(f"<!doctype html><title>Shop</title>{page['html']}".encode())

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"localhost:{server.server_port}", page
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_file_is_previewed_mapped_and_brought_in(open_window: Open) -> None:
    visit = open_window()
    page = sign_in(visit)
    visit.go("/imports")
    page.get_by_role("link", name="New import").first.click()
    page.locator("input[type=file]").set_input_files(
        {"name": "clients.csv", "mimeType": "text/csv", "buffer": CSV}
    )
    preview = page.locator("section").filter(has_text="What becomes of it")
    expect(preview).to_contain_text("vera@mail.example")
    expect(preview).to_contain_text("igor@mail.example")
    errors = page.locator("section").filter(has_text="Lines left out")
    expect(errors).to_contain_text("Nobody to give it to")
    page.get_by_role("combobox", name="Property of the column Tariff").fill("plan")
    expect(preview).to_contain_text("plan")
    visit.check_accessible()
    page.get_by_label("Where did these people give their consent?").fill("A contract")
    page.get_by_role("button", name="Start the import").click()
    expect(page).to_have_url(re.compile(r"/imports/\d+$"))
    expect(page.get_by_text("done", exact=True)).to_be_visible()
    expect(page.get_by_text("1 left out")).to_be_visible()
    expect(page.get_by_text("Nobody to give it to")).to_be_visible()
    visit.check_accessible()
    visit.go("/people?q=vera")
    page.get_by_role("link", name="Vera Petrova").click()
    expect(page.get_by_text("plan", exact=True)).to_be_visible()


def test_a_person_is_erased_after_being_asked_for_and_the_proof_is_shown(open_window: Open) -> None:
    visit = open_window()
    page = sign_in(visit)
    send(visit, person("gone@mail.example"), event("gone", "tea_poured"))
    visit.go("/people?q=gone")
    page.get_by_role("link", name="Gone").click()
    page.get_by_role("button", name="Actions").click()
    page.get_by_role("menuitem", name="Erase the person…").click()
    expect(page.locator("[role=menu]")).to_have_count(0)  # it fades while the dialog comes
    dialog = page.get_by_role("dialog")
    erase = dialog.get_by_role("button", name="Erase for good")
    expect(erase).to_be_disabled()
    dialog.get_by_label("Type “erase” to confirm").fill("erase")
    visit.check_accessible()
    erase.click()
    expect(dialog.get_by_text("Every store was counted again: nothing is left")).to_be_visible(timeout=60_000)
    visit.forgive(404)  # his card is read once more
    dialog.get_by_role("button", name="To the list of people").click()
    expect(page).to_have_url(re.compile("/people$"))
    expect(page.get_by_role("link", name="Gone")).to_have_count(0)
    visit.go("/people?q=gone")
    expect(page.get_by_text("Nobody fits")).to_be_visible()


def test_figures_of_today_lead_to_those_they_count(open_window: Open) -> None:
    visit = open_window()
    page = sign_in(visit)
    send(visit, person("today@mail.example"), event("today", "tea_poured"))
    visit.go("/people?q=today@")
    expect(page.get_by_role("link", name="Today")).to_be_visible()
    for figure, chip in (("Visitors", "Here today"), ("New leads", "New leads today")):
        visit.go("/")
        card = page.locator("a[data-link]").filter(has_text=figure)
        expect(card).to_be_visible()
        card.click()
        expect(page.get_by_label(chip)).to_be_checked()
        expect(page.get_by_role("link", name="Today")).to_be_visible()
    visit.go("/")
    page.locator("a[data-link]").filter(has_text="Events").click()
    expect(page.get_by_label("Today", exact=True)).to_be_checked()
    expect(page.get_by_role("button", name=re.compile("tea_poured")).first).to_be_visible()
    visit.check_accessible()


def test_live_events_of_one_person_are_asked_of_the_server(open_window: Open) -> None:
    visit = open_window()
    page = sign_in(visit)
    choose_language(visit, "en")
    send(visit, person("kira@mail.example"), event("kira", "rare_thing"))
    send(visit, *(event("noise", f"noise_{number}") for number in range(150)))
    visit.go("/events/live")
    expect(page.get_by_role("button", name=re.compile("noise_")).first).to_be_visible()
    field = page.get_by_role("combobox", name="Person").or_(page.get_by_label("Person")).first
    field.click()
    page.keyboard.type("kira")
    page.get_by_role("option", name="Kira").click()
    expect(page.get_by_role("button", name=re.compile("rare_thing"))).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("noise_"))).to_have_count(0)
    page.reload()
    expect(page.get_by_role("button", name=re.compile("rare_thing"))).to_be_visible()
    expect(field).to_have_value("Kira")
    visit.check_accessible()


def test_install_checks_the_very_page_that_was_opened(
    open_window: Open, site: tuple[str, dict[str, str]]
) -> None:
    address, served = site
    visit = open_window()
    page = sign_in(visit)
    visit.go("/install")
    field = page.get_by_label("Address of your site")
    field.fill("nonsense")
    page.get_by_role("button", name="Check my site").click()
    expect(page.get_by_text("This does not look like the address of a site")).to_be_visible()
    field.fill(address)
    with visit.context.expect_page() as opened:
        page.get_by_role("button", name="Check my site").click()
    opened.value.close()
    expect(page.get_by_text(f"Nothing has come from {address} yet")).to_be_visible(timeout=25_000)
    visit.check_accessible()
    served["html"] = f'<script async src="{visit.url}/otklik.js" data-key="{write_key(visit)}"></script>'
    with visit.context.expect_page() as opened:
        page.get_by_role("button", name="Check again").click()
    expect(page.get_by_text(f"{address} is connected")).to_be_visible(timeout=30_000)
    assert "otklik_check=" in opened.value.url
    visit.check_accessible()
    page.get_by_role("link", name="Open my card").click()
    expect(page.get_by_role("button", name=re.compile("Shop")).first).to_be_visible()

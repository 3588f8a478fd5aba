"""A visitor left; the letter with the answer leads him back into his conversation, and nobody else."""

import re
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Page, expect
from tests.browser.admin.conftest import Open, Visit
from tests.browser.admin.shop import come, open_shop
from tests.browser.admin.steps import call, sign_in, write_key
from tests.browser.admin.test_chat import items
from tests.browser.widget.conftest import Document, Site
from tests.integration.infra.installation import Installation, wait_for

from otklik.infra.embedded.running import find_running

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("shop"), pytest.mark.timeout(180)]

WORDS = "Завтра привезём, с 10 до 12"
SECRET = "Моя карта кончается на 4111"
AGED = "UPDATE talk_letters SET ended_at = ended_at - interval '8 days'"


def ask_and_leave(visit: Visit, site: Site, key: str) -> None:
    page = open_shop(visit, site, key, language="ru")
    page.get_by_role("button", name="Открыть чат").click()
    page.get_by_role("textbox", name="Ваше сообщение").fill(SECRET)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Отправлено")).to_be_visible()
    page.close()


def answer_by_mail(desk: Visit) -> int:
    """Sent at once, with the time to take it back."""
    [talk] = items(desk, "conversations")
    person = call(desk, "GET", f"/inbox/conversations/{talk['id']}")["conversation"]
    assert isinstance(person, dict)
    operations = [{"op": "set", "key": "$email", "value": "anna@tea.example"}]
    call(desk, "PATCH", f"/profiles/{person['profile_id']}", {"operations": operations})
    call(desk, "PATCH", f"/inbox/conversations/{talk['id']}", {"reply_channel": "email"})
    page = desk.go(f"/inbox/{talk['id']}")
    expect(page.get_by_role("log")).to_contain_text(SECRET)
    box = page.get_by_role("textbox", name="Reply", exact=True)
    box.fill(WORDS)
    box.press("Control+Enter")
    expect(page.get_by_role("log")).to_contain_text(WORDS)
    return int(str(talk["id"]))


def find_link(desk: Visit) -> str:
    """The link back in the letter that lies in the mailbox."""
    found: list[str] = []

    def has_come() -> bool:
        letters: Any = call(desk, "GET", "/mailbox")["items"]
        for each in letters:
            letter = call(desk, "GET", f"/mailbox/{each['id']}")
            if "anna@tea.example" in str(letter) and WORDS in str(letter["text"]):
                found.extend(re.findall(r"https?://\S+/t/[\w.-]+", str(letter["text"])))
        return bool(found)

    try:
        wait_for(has_come, timeout_s=60)
    except AssertionError as error:
        error.add_note(f"in the mailbox: {call(desk, 'GET', '/mailbox')['items']}")
        raise
    return found[0]


def follow(visit: Visit, site: Site, link: str, *, language: str = "ru") -> Page:
    """Open a link in a browser that was never here; the site speaks its language."""
    site.pages["/own.js"] = Document(f"document.documentElement.lang = '{language}'")
    return come(visit, link)


def sees_nothing(visit: Visit) -> None:
    """Neither a word of the conversation, nor that there is one."""
    page = visit.page
    opener = page.get_by_role("button", name=re.compile("Open chat|Открыть чат"))
    expect(opener).to_have_accessible_name(re.compile("^(Open chat|Открыть чат)$"))
    opener.click()
    expect(page.get_by_role("textbox", name=re.compile("Your message|Ваше сообщение"))).to_be_visible()
    for words in (WORDS, SECRET):
        expect(page.get_by_text(words)).to_have_count(0)
    assert "otklik-talk" not in page.url


def come_back(visit: Visit, site: Site, link: str) -> None:
    """In another browser of his, in his language: asked for first, since programs open links, too."""
    page = follow(visit, site, link)
    expect(page.get_by_role("dialog", name=re.compile("Вы пришли из письма"))).to_be_visible()
    expect(page.get_by_text(WORDS)).to_have_count(0)
    visit.check_accessible()
    page.get_by_role("button", name="Показать").click()
    expect(page.get_by_text(WORDS)).to_be_visible()
    expect(page.get_by_text(SECRET)).to_be_visible()
    assert "otklik-talk" not in page.url, "whoever looks at the address learns nothing"
    page.get_by_role("textbox", name="Ваше сообщение").fill("Спасибо, жду")
    page.keyboard.press("Enter")
    visit.check_accessible()


def come_uncalled(visit: Visit, site: Site, link: str) -> None:
    """Somebody else with the link, then somebody who makes one up."""
    page = follow(visit, site, link, language="en")
    taken = page.get_by_role("dialog", name="This link has been used in another browser.")
    expect(taken).to_be_visible()
    visit.check_accessible()
    taken.get_by_role("button", name="Close").click()
    sees_nothing(visit)
    forged = link[:-1] + ("a" if link[-1] != "a" else "b")
    page.goto(forged)
    expect(page.get_by_role("heading")).to_be_visible()
    assert WORDS not in page.content()
    page.goto(f"{site.url}/#otklik-talk={forged.rpartition('/')[2]}")
    expect(page.get_by_role("dialog", name="This link does not work any more.")).to_be_visible()
    page.get_by_role("button", name="Close").click()
    sees_nothing(visit)
    visit.forgive(404)
    assert visit.complaints == []


def come_late(visit: Visit, site: Site, link: str) -> None:
    page = follow(visit, site, link)
    over = page.get_by_role("dialog", name="Ссылка больше не действует.")
    expect(over).to_be_visible()
    visit.check_accessible()
    over.get_by_role("button", name="Закрыть").click()
    sees_nothing(visit)


def test_a_letter_leads_back_whom_it_is_for(open_window: Open, site: Site, server: Installation) -> None:
    desk = open_window()
    sign_in(desk)
    call(desk, "PUT", "/inbox/mail-settings", {"site": site.url + "/"})
    key = write_key(desk)
    ask_and_leave(open_window(language="ru"), site, key)
    talk = answer_by_mail(desk)
    link = find_link(desk)
    come_back(open_window(language="ru", width=390), site, link)
    expect(desk.page.get_by_role("log")).to_contain_text("Спасибо, жду")
    assert [each["id"] for each in items(desk, "conversations")] == [talk], "the same conversation"
    come_uncalled(open_window(), site, link)

    found = find_running(server.data)
    assert found is not None
    with psycopg.connect(found.postgres_url, autocommit=True) as connection:
        connection.execute(AGED)
    come_late(open_window(language="ru"), site, link)

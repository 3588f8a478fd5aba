"""The inbox: a visitor and two operators at once, each in his own window and language."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.browser.admin.conftest import Open, Visit
from tests.browser.admin.steps import COLLEAGUE, call, choose_language, join, sign_in, write_key
from tests.browser.admin.visitor import Visitor
from tests.integration.infra.installation import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("shop"), pytest.mark.timeout(180)]

HOSTILE = "<img src=x onerror=document.title='caught'> is tea here? https://shop.example/tea"


def send(page: Page, box: str, text: str) -> None:
    field_of_text = page.get_by_role("textbox", name=box, exact=True)
    field_of_text.fill(text)
    field_of_text.press("Control+Enter")
    expect(field_of_text).to_have_value("")


def first_word(olga: Visit, pyotr: Visit, visitor: Visitor) -> None:
    """It comes to both at once, unread, and as the text it is."""
    olga.go("/inbox?view=unassigned")
    expect(olga.page.get_by_text("Nobody waits for somebody to take him")).to_be_visible()
    olga.check_accessible()
    pyotr.go("/inbox?view=unassigned")
    expect(pyotr.page.get_by_text("Ничьих диалогов нет")).to_be_visible()
    visitor.say(HOSTILE)
    for each in (olga, pyotr):
        expect(each.page.get_by_role("listitem").filter(has_text="<img src=x")).to_be_visible()
        expect(each.page).to_have_title(re.compile(r"^\(1\) "))
    olga.page.get_by_role("listitem").get_by_role("button").click()
    feed = olga.page.get_by_role("log")
    expect(feed).to_contain_text(HOSTILE)
    expect(feed.get_by_role("link", name="https://shop.example/tea")).to_have_attribute(
        "href", "https://shop.example/tea"
    )
    pane = olga.page.get_by_role("complementary", name="Person", exact=True)
    expect(pane.get_by_role("heading", name="Properties")).to_be_visible()
    expect(olga.page).to_have_title(re.compile(r"^(?!\(1\)).* · Otklik$"))
    pyotr.go(f"/inbox/{visitor.conversation}")
    expect(pyotr.page.get_by_role("log")).to_contain_text(HOSTILE)
    olga.check_accessible()
    pyotr.check_accessible()


def answer_and_take_back(olga: Visit, pyotr: Visit, visitor: Visitor) -> None:
    page = olga.page
    send(page, "Reply", "Yes, green one")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("textbox", name="Reply", exact=True)).to_have_value("Yes, green one")
    expect(page.get_by_role("log")).to_contain_text("Message taken back")
    assert visitor.heard() == [HOSTILE]
    send(page, "Reply", "Yes, green and black")
    for each in (olga, pyotr):
        expect(each.page.get_by_role("log")).to_contain_text("Yes, green and black")
    expect(pyotr.page.get_by_role("log")).to_contain_text("Olga Owner теперь ведёт диалог")
    wait_for(lambda: visitor.heard() == [HOSTILE, "Yes, green and black"])


def note(olga: Visit, pyotr: Visit, visitor: Visitor) -> None:
    """Keys work by their place: `т` stands where `n` does."""
    olga.page.keyboard.press("Escape")
    olga.page.keyboard.press("KeyN")
    send(olga.page, "Note", "@Pyotr is there any left?")
    expect(pyotr.page.get_by_role("log")).to_contain_text("@Pyotr is there any left?")
    expect(pyotr.page.get_by_role("article", name="Заметка, Olga Owner")).to_be_visible()
    assert "@Pyotr is there any left?" not in visitor.heard()
    pyotr.page.get_by_role("link", name="Упоминания").click()
    expect(pyotr.page.get_by_role("listitem")).to_have_count(1)
    olga.page.get_by_role("button", name="Reply", exact=True).click()


def answered_meanwhile(olga: Visit, pyotr: Visit, visitor: Visitor) -> None:
    """What is begun outlives a reload; what a colleague has said meanwhile is shown before it goes."""
    page, path = olga.page, f"/inbox/conversations/{visitor.conversation}"
    page.get_by_role("textbox", name="Reply", exact=True).fill("And white tea from May")

    def is_kept() -> bool:
        draft = call(olga, "GET", path)["draft"]
        return isinstance(draft, dict) and draft["body"] == "And white tea from May"

    wait_for(is_kept)
    page.reload()
    expect(page.get_by_role("textbox", name="Reply", exact=True)).to_have_value("And white tea from May")
    send(pyotr.page, "Ответ", "White tea is sold out")
    expect(page.get_by_role("log")).to_contain_text("White tea is sold out")
    send(page, "Reply", "And white tea from May")
    held = page.get_by_role("alert")
    expect(held).to_contain_text("Pyotr answered while you were writing")
    expect(held).to_contain_text("White tea is sold out")
    olga.forgive(409)
    olga.check_accessible()
    assert visitor.heard()[-1] == "White tea is sold out"
    held.get_by_role("button", name="Send anyway").click()
    expect(held).to_have_count(0)
    wait_for(lambda: visitor.heard()[-1] == "And white tea from May")


def cut(olga: Visit, visitor: Visitor) -> None:
    """Nothing is missed while the line is down, and what was written then goes when it is back."""
    olga.context.set_offline(True)
    send(olga.page, "Reply", "Written without a line")
    expect(olga.page.get_by_role("log")).to_contain_text("Sending…")
    visitor.say("Heard without a line")
    olga.context.set_offline(False)
    expect(olga.page.get_by_role("log")).to_contain_text("Heard without a line")
    expect(olga.page.get_by_role("log")).not_to_contain_text("Sending…")
    wait_for(lambda: visitor.heard().count("Written without a line") == 1)
    olga.complaints[:] = [each for each in olga.complaints if "ERR_INTERNET_DISCONNECTED" not in each]


def reply_and_search(olga: Visit, visitor: Visitor) -> None:
    """What is written once is found by a sign, and everything by its words."""
    page = olga.page
    body = {
        "title": "Delivery",
        "body": "Dear {{ name | default: 'guest' }}, in two days.",
        "shortcut": "del",
    }
    call(olga, "POST", "/inbox/replies", body)
    page.reload()
    box = page.get_by_role("textbox", name="Reply", exact=True)
    box.press_sequentially("#del")
    page.get_by_role("option", name="Delivery").click()
    expect(box).to_have_value("Dear guest, in two days.")
    box.press("Control+Enter")
    wait_for(lambda: visitor.heard()[-1] == "Dear guest, in two days.")
    page.get_by_role("button", name="Search all conversations").click()
    page.get_by_role("searchbox").fill("whites")
    page.get_by_role("region", name="What was found").get_by_role("button").first.click()
    expect(page.locator("mark").first).to_have_text(re.compile("white", re.IGNORECASE))
    olga.check_accessible()
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_role("button", name="Search all conversations")).to_be_visible()


def close_and_reopen(olga: Visit, pyotr: Visit, visitor: Visitor) -> None:
    olga.page.keyboard.press("KeyE")
    expect(pyotr.page.get_by_role("log")).to_contain_text("Olga Owner: диалог закрыт")
    expect(pyotr.page.get_by_role("button", name="Открыть снова")).to_be_visible()
    visitor.say("One more thing")
    expect(pyotr.page.get_by_role("log")).to_contain_text("диалог снова открыт")
    expect(pyotr.page.get_by_role("button", name="Закрыть", exact=True)).to_be_visible()
    pyotr.check_accessible()
    olga.check_accessible()


def hand_over(olga: Visit, pyotr: Visit, visitor: Visitor) -> None:
    """Into a team's hands by a few letters; who is away is seen to be."""
    operators = call(olga, "GET", "/inbox/operators")["items"]
    assert isinstance(operators, list)
    [member] = [each["id"] for each in operators if each["name"] == "Pyotr"]
    team = call(olga, "POST", "/inbox/teams", {"name": "Wholesale", "mode": "take"})["id"]
    call(olga, "PUT", f"/inbox/teams/{team}/members", {"members": [{"member_id": member, "limit": None}]})
    olga.go(f"/inbox/{visitor.conversation}")
    expect(olga.page.get_by_role("log")).to_contain_text("One more thing")
    olga.page.keyboard.press("KeyA")
    box = olga.page.get_by_role("combobox", name="Give to…")
    box.fill("whol")
    olga.check_accessible()
    box.press("Enter")
    expect(pyotr.page.get_by_role("log")).to_contain_text("диалог передан группе «Wholesale»")
    pyotr.go("/inbox")
    pyotr.page.get_by_role("link", name="Wholesale").click()
    expect(pyotr.page.get_by_role("listitem")).to_have_count(1)
    pyotr.page.get_by_role("button", name="Настройки диалогов").click()
    pyotr.page.get_by_role("menuitem", name="Меня нет на месте").click()
    expect(pyotr.page.get_by_text("Вы не на месте: новое вам не передаётся.")).to_be_visible()
    olga.page.keyboard.press("KeyA")
    expect(olga.page.get_by_role("option", name="Pyotr")).to_contain_text("away")
    olga.page.keyboard.press("Escape")
    pyotr.page.get_by_role("button", name="Я на месте").click()
    expect(pyotr.page.get_by_text("Вы не на месте: новое вам не передаётся.")).to_have_count(0)


def join_and_part(olga: Visit, visitor: Visitor) -> None:
    """Two conversations of a person become one, and two again."""
    page, first = olga.page, visitor.conversation
    visitor.conversation = 0
    visitor.say("Another matter")
    olga.go(f"/inbox/{visitor.conversation}?view=open")
    head = page.locator("header").filter(has=page.get_by_role("button", name="Assign"))
    head.get_by_role("button", name="Actions").click()
    page.get_by_role("menuitem", name="Merge into another…").click()
    page.get_by_role("dialog").get_by_role("button", name="One more thing").click()
    expect(page).to_have_url(re.compile(rf"/inbox/{first}\b"))
    message = page.get_by_role("article").filter(has_text="Another matter")
    expect(message).to_be_visible()
    message.get_by_role("button", name="Actions").click()
    page.get_by_role("menuitem", name="Split the conversation here").click()
    expect(page).not_to_have_url(re.compile(rf"/inbox/{first}\b"))
    expect(page.get_by_role("log")).not_to_contain_text("One more thing")
    visitor.conversation = first


def many_at_once(olga: Visit, visitor: Visitor) -> None:
    """Chosen by keys, closed together; then the visitor is blocked."""
    page = olga.page
    olga.go("/inbox?view=open")
    rows = page.get_by_role("list").get_by_role("listitem")
    expect(rows).to_have_count(2)
    bar = page.get_by_role("toolbar")
    for place in range(2):
        page.keyboard.press("KeyJ")
        page.keyboard.press("KeyX")  # at once: it is about what the key before opened
        expect(bar).to_contain_text(f"{place + 1} chosen")
    olga.check_accessible()
    bar.get_by_role("button", name="Close").click()
    expect(bar).to_have_count(0)
    olga.go(f"/inbox/{visitor.conversation}")
    head = page.locator("header").filter(has=page.get_by_role("button", name="Assign"))
    head.get_by_role("button", name="Actions").click()
    page.get_by_role("menuitem", name="Block the visitor").click()
    expect(page.get_by_role("log")).to_contain_text("Olga Owner blocked the visitor")
    with pytest.raises(AssertionError, match="blocked"):
        visitor.say("Let me in")
    page.keyboard.press("Control+KeyK")
    expect(page.get_by_role("dialog", name="A page, a person, an email, a phone…")).to_be_visible()
    olga.check_accessible()


def test_a_visitor_and_two_operators(open_window: Open) -> None:
    olga, pyotr = open_window(), open_window(language="ru")
    sign_in(olga)
    join(olga)
    sign_in(pyotr, email=COLLEAGUE)
    choose_language(pyotr, "ru")
    visitor = Visitor(olga.url, write_key(olga))
    visitor.come()
    first_word(olga, pyotr, visitor)
    answer_and_take_back(olga, pyotr, visitor)
    note(olga, pyotr, visitor)
    answered_meanwhile(olga, pyotr, visitor)
    cut(olga, visitor)
    reply_and_search(olga, visitor)
    close_and_reopen(olga, pyotr, visitor)
    hand_over(olga, pyotr, visitor)
    join_and_part(olga, visitor)
    many_at_once(olga, visitor)

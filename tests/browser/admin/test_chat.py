"""Visitors of a strict and hostile site and operators talk, through the running server."""

import json
import re
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect
from tests.browser.admin.conftest import SAFE, Open, Visit
from tests.browser.admin.shop import open_shop
from tests.browser.admin.steps import COLLEAGUE, call, choose_language, join, sign_in, write_key
from tests.browser.widget.conftest import Site
from tests.integration.infra.installation import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("shop"), pytest.mark.timeout(180)]

# What a visitor lets fall on the chat, or pastes into it.
GIVE = """([selector, type, name, content]) => {
    const target = document.querySelector('otklik-chat').shadowRoot.querySelector(selector);
    const data = new DataTransfer();
    data.items.add(new File([Uint8Array.from(atob(content), c => c.charCodeAt(0))], name));
    const init = {bubbles: true, composed: true, cancelable: true};
    target.dispatchEvent(type === 'paste'
        ? new ClipboardEvent(type, {...init, clipboardData: data})
        : new DragEvent(type, {...init, dataTransfer: data}));
}"""
PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNgYAAAAAIAAeIhvDMAAAAASUVORK5CYII="
FACE = Path(__file__).parents[2] / "unit/pictures/samples/alpha.png"
# The keyboard of a phone takes all but so many pixels of the screen.
KEYBOARD = """left => {
    if (left === null) delete visualViewport.height;
    else Object.defineProperty(visualViewport, 'height', {value: left, configurable: true});
    visualViewport.dispatchEvent(new Event('resize'));
}"""
LEAVE = "dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))"
COME_BACK = "dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))"


def answer(desk: Visit, conversation: object, body: str) -> None:
    part = {"kind": "message", "body": body, "client_key": uuid4().hex, "force": True}
    call(desk, "POST", f"/inbox/conversations/{conversation}/parts", part)


def put_face(desk: Visit) -> None:
    headers = {**SAFE, "Origin": desk.url}
    answer = desk.context.request.put(
        f"{desk.url}/api/v1/me/picture", data=FACE.read_bytes(), headers=headers
    )
    assert answer.ok, answer.text()


def test_a_visitor_and_an_operator_talk(open_window: Open, site: Site) -> None:
    desk = open_window()
    sign_in(desk)
    put_face(desk)
    visitor = open_window()
    page = open_shop(visitor, site, write_key(desk))
    page.get_by_role("button", name="Open chat").click()
    expect(page.locator(".faces img").first).to_have_js_property("naturalWidth", 9)
    field = page.get_by_role("textbox", name="Your message")
    expect(field).to_be_focused()
    page.keyboard.type("Is there oolong? https://tea.example/oolong")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Sent", exact=False).last).to_be_visible()
    expect(page.get_by_role("link", name="https://tea.example/oolong")).to_have_attribute("rel", "noreferrer")
    assert page.evaluate("pressed.length") == 0, "the page hears what is typed"
    items = call(desk, "GET", "/inbox/conversations")["items"]
    assert isinstance(items, list)
    assert [each["preview"] for each in items] == ["Is there oolong? https://tea.example/oolong"]
    talk = items[0]["id"]
    answer(desk, talk, "<img src=x onerror=alert(1)> yes")
    expect(page.get_by_text("<img src=x onerror=alert(1)> yes").first).to_be_visible()
    visitor.check_accessible()

    # Thrown out by the page's framework, it is back; closed by a key, it tells what comes.
    page.evaluate("document.querySelector('otklik-chat').remove()")
    expect(field).to_be_visible()
    field.press("Escape")
    expect(field).to_be_hidden()
    answer(desk, talk, "Free delivery today")
    expect(page.get_by_role("button", name="Open chat, unread: 1")).to_be_visible()

    # The line is cut in the middle of a message, and the page left: it is sent once, by the next page.
    page.get_by_role("button", name="Olga Owner Free delivery today").click()
    page.route("**/chat/messages", lambda route: route.abort())
    field.fill("I take two")
    field.press("Enter")
    expect(page.get_by_text("Sending…")).to_be_visible()
    page.unroute("**/chat/messages")
    page.reload()
    page.get_by_role("button", name="Open chat").click()
    page.get_by_role("button", name="I take two").click()
    expect(page.get_by_text("I take two")).to_have_count(1)
    expect(page.get_by_text("Sent", exact=False).last).to_be_visible()
    parts = call(desk, "GET", f"/inbox/conversations/{talk}")["parts"]
    assert isinstance(parts, list)
    assert [each["body"] for each in parts if each["kind"] == "message"].count("I take two") == 1


def items(desk: Visit, path: str) -> list[dict[str, object]]:
    found = call(desk, "GET", f"/inbox/{path}")["items"]
    assert isinstance(found, list)
    return found


def write(page: Page, box: str, text: str) -> None:
    """As an operator, whose button is held back for nobody."""
    field = page.get_by_role("textbox", name=box, exact=True)
    field.fill(text)
    field.press("Control+Enter")


def open_by_keys(page: Page) -> None:
    """On a narrow screen the chat takes all of it, and the keyboard stays inside."""
    button = page.get_by_role("button", name="Открыть чат")
    expect(button).to_be_visible()
    page.keyboard.press("Tab")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    field = page.get_by_role("textbox", name="Ваше сообщение")
    expect(field).to_be_focused()
    for _ in range(6):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.tagName") == "OTKLIK-CHAT", "the focus has left the chat"
    assert page.evaluate("document.documentElement.style.overflow") == "hidden"
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    assert page.evaluate("document.documentElement.style.overflow") == ""
    page.keyboard.press("Enter")
    expect(field).to_be_focused()
    page.keyboard.type("Есть улун?")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Отправлено")).to_be_visible()


def talk_at_once(page: Page, olga: Page, pyotr: Page) -> None:
    """Each sees who types; who would answer doubly is warned; all see one order."""
    expect(page.get_by_text("Прочитано")).to_be_visible()
    page.keyboard.type("И ча")
    expect(olga.get_by_text("is typing…").first).to_be_visible()
    pyotr.get_by_role("textbox", name="Ответ", exact=True).fill("Улун кончился")
    expect(page.get_by_text(re.compile(r"печатает…"))).to_be_visible()
    write(olga, "Reply", "Yes, we have")
    expect(page.get_by_text("Yes, we have").first).to_be_visible()
    pyotr.get_by_role("textbox", name="Ответ", exact=True).press("Control+Enter")
    held = pyotr.get_by_role("alert")
    expect(held).to_contain_text("Yes, we have")
    page.keyboard.type("бан?")
    page.keyboard.press("Enter")
    expect(olga.get_by_role("log")).to_contain_text("И чабан?")
    held.get_by_role("button", name="Всё равно отправить").click()
    one_order = re.compile("Есть улун.*Yes, we have.*И чабан.*Улун кончился", re.DOTALL)
    for each in (olga.get_by_role("log"), pyotr.get_by_role("log"), page.get_by_role("region")):
        expect(each).to_contain_text(one_order)


def hold_a_phone(page: Page) -> None:
    """The field and the last word stand above the keyboard; Back closes the chat and nothing else."""
    field = page.get_by_role("textbox", name="Ваше сообщение")
    said = page.locator(".message").last

    def stand(left: int) -> bool:
        boxes = [each.bounding_box() for each in (said, page.locator(".composer"))]
        (top, foot), (over, end) = [(box["y"], box["y"] + box["height"]) for box in boxes if box]
        return top > 0 and foot <= over and end <= left

    page.evaluate(KEYBOARD, 380)
    wait_for(lambda: stand(380))
    page.evaluate(KEYBOARD, None)
    before = page.evaluate("[history.length, location.href]")
    page.evaluate("document.querySelector('otklik-chat').blur()")
    page.keyboard.press("Escape")  # what Back is to a page on a phone
    expect(field).to_be_hidden()
    assert page.evaluate("[history.length, location.href]") == before
    page.get_by_role("button", name="Открыть чат").click()
    expect(field).to_be_visible()


def rate(page: Page, olga: Page) -> None:
    """Asked once it is closed; whoever has rated is thanked."""
    olga.get_by_role("log").click()
    olga.keyboard.press("KeyE")
    page.get_by_role("button", name="Отлично").click()
    comment = page.get_by_role("textbox", name="Пара слов, если хотите")
    comment.fill("Быстро")
    comment.press("Enter")
    expect(page.get_by_text("Спасибо за оценку!")).to_be_visible()


def send_letters(desk: Visit) -> None:
    """The shop has a mail server, and somebody to write letters as."""
    server = {"name": "Post", "host": "mail.shop.example", "port": 587, "security": "starttls"}
    account = call(desk, "POST", "/mail/accounts", server)["id"]
    sender = {"name": "Tea shop", "address": "tea@shop.example", "account_id": int(str(account))}
    call(desk, "POST", "/mail/senders", sender)
    hello = json.dumps({"write_key": write_key(desk), "anonymous_id": uuid4().hex})

    def is_known() -> bool:  # as in close_the_shop
        return desk.context.request.post(f"{desk.url}/chat/hello", data=hello).json()["mails"] is True

    wait_for(is_known)


def be_mailed(page: Page, desk: Visit, talk: object) -> None:
    """The whole talk goes to the address that he gives for it."""
    page.get_by_role("button", name="Прислать на почту").click()
    email = page.get_by_role("textbox", name="Эл. почта")
    email.fill("anna@")
    email.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Проверьте адрес.")
    email.fill("anna@shop.example")
    email.press("Enter")
    expect(page.get_by_text("Разговор скоро придёт к вам на почту.")).to_be_visible()
    wait_for(lambda: "transcript" in [each["kind"] for each in items(desk, f"conversations/{talk}/letters")])


def test_a_visitor_on_a_phone_and_two_operators_at_once(open_window: Open, site: Site) -> None:
    olga, pyotr, visitor = open_window(), open_window(language="ru"), open_window(language="ru", width=390)
    sign_in(olga)
    send_letters(olga)
    join(olga)
    sign_in(pyotr, email=COLLEAGUE)
    choose_language(pyotr, "ru")
    page = open_shop(visitor, site, write_key(olga), language="ru")
    open_by_keys(page)
    talk = items(olga, "conversations")[0]["id"]
    for each in (olga, pyotr):
        each.go(f"/inbox/{talk}")
        expect(each.page.get_by_role("log")).to_contain_text("Есть улун?")
    talk_at_once(page, olga.page, pyotr.page)
    hold_a_phone(page)
    visitor.check_accessible()
    rate(page, olga.page)
    be_mailed(page, olga, talk)
    pyotr.forgive(409)
    for each in (olga, pyotr, visitor):
        assert each.complaints == []
    assert [each["rating"] for each in items(olga, "conversations?status=closed")] == [5]


def close_the_shop(desk: Visit) -> None:
    settings = call(desk, "GET", "/inbox/chat-settings")
    call(desk, "PUT", "/inbox/chat-settings", {**settings, "hours": {"days": [[]] * 7}})
    rules = call(desk, "GET", "/inbox/routing-settings")
    told = {"is_on": True, "text": {"en": "We are asleep"}}
    call(desk, "PUT", "/inbox/routing-settings", {**rules, "out_of_hours": told})
    hello = json.dumps({"write_key": write_key(desk), "anonymous_id": uuid4().hex})

    def is_closed() -> bool:  # each web process keeps the settings for some seconds
        answer = desk.context.request.post(f"{desk.url}/chat/hello", data=hello)
        return answer.json()["is_open"] is False

    wait_for(is_closed)


def leave_an_address(page: Page) -> None:
    page.get_by_role("button", name="Open chat").click()
    expect(page.get_by_text("Write your question: we answer when we are back.")).to_be_visible()
    email = page.get_by_role("textbox", name="Email")
    email.fill("anna@")
    email.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Please check the address or the number.")
    email.fill("anna@shop.example")
    email.press("Enter")
    expect(email).to_be_hidden()


def give_files(page: Page) -> None:
    """Dropped anywhere, pasted where one writes; a picture is looked at, all else is saved."""
    page.evaluate(GIVE, [".panel", "dragover", "list.html", ""])
    expect(page.get_by_text("Drop files here")).to_be_visible()
    page.evaluate(GIVE, [".panel", "drop", "list.html", "PGI+"])
    page.evaluate(GIVE, ["textarea", "paste", "photo.png", PICTURE])
    expect(page.get_by_role("button", name="Remove: photo.png")).to_be_visible()
    send = page.get_by_role("button", name="Send")
    expect(send).to_be_enabled()
    send.click()
    expect(page.get_by_role("link", name="list.html")).to_have_attribute("download", "list.html")
    page.get_by_role("button", name="Picture: photo.png").click()
    expect(page.get_by_role("link", name="Download")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Download")).to_be_hidden()
    expect(page.get_by_role("textbox", name="Your message")).to_be_visible()


def test_a_visitor_whom_no_socket_reaches_out_of_hours(open_window: Open, site: Site) -> None:
    desk, visitor = open_window(), open_window()
    sign_in(desk)
    close_the_shop(desk)
    key = write_key(desk)
    page = open_shop(visitor, site, key, has_sockets=False)
    leave_an_address(page)
    field = page.get_by_role("textbox", name="Your message")
    field.fill("Anybody?")
    field.press("Enter")
    expect(page.get_by_text("We are asleep").first).to_be_visible()
    expect(page.get_by_text("Automatic answer")).to_be_visible()
    expect(page.get_by_text("Connecting…")).to_be_hidden()
    wait_for(lambda: site.url + "/" in [each["url"] for each in items(desk, "visitors")])
    talk = items(desk, "conversations")[0]["id"]
    give_files(page)

    # Another tab; then the first goes into the back/forward cache, and comes back.
    other = visitor.context.new_page()
    open_shop(Visit(visitor.context, other, visitor.url), site, key, has_sockets=False)
    other.get_by_role("button", name="Open chat").click()
    other.get_by_role("button", name=re.compile("Team")).click()
    other.get_by_role("textbox", name="Your message").fill("From the other tab")
    other.keyboard.press("Enter")
    expect(page.get_by_text("From the other tab")).to_be_visible()
    page.evaluate(LEAVE)
    expect(page.get_by_text("Connecting…")).to_be_visible()
    answer(desk, talk, "Good morning")
    expect(other.get_by_text("Good morning").first).to_be_visible()
    page.evaluate(COME_BACK)
    expect(page.get_by_text("Good morning").first).to_be_visible()
    visitor.complaints[:] = [each for each in visitor.complaints if "Content Security Policy" not in each]
    visitor.check_accessible()

"""A push comes to an operator's phone: the notice is shown, and a press on it leads to the conversation.

Real: the server seals the push for keys of ours and brings it to a push service of ours, where it is opened
with them; Chromium, its permission, the worker that shows the notice and is pressed, the page that goes
there. Chromium's own subscription needs Google's service, which no test reaches: what was opened is handed to
the worker by the DevTools (`ServiceWorker.deliverPushMessage`), where Chromium itself hands it over. And
nothing can press a notice of the desktop: the worker gets `notificationclick` from within. Such a press may
open no window, so with the admin closed only what address is asked for is seen.
"""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Worker, expect
from tests.browser.admin.conftest import FLAGS, WAIT_MS, Visit, set_up
from tests.browser.admin.steps import call, choose_language, sign_in, write_key
from tests.browser.admin.visitor import Visitor
from tests.chromium import whole_chromium
from tests.integration.infra.installation import Installation, installation, wait_for
from tests.integration.push.service import Device, PushService, push_service

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

PHONE = (
    "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile"
    " Safari/537.36"
)
SHOWN = "async () => (await registration.getNotifications()).map(({title, body, tag}) => [title, body, tag])"
# What the worker asks to be waited for is waited for; a window that no finger asked for is only written down.
PRESS = """async ([title]) => {
    const notice = (await registration.getNotifications()).find(each => each.title === title);
    const event = new NotificationEvent('notificationclick', {notification: notice});
    let waits, asked = null;
    event.waitUntil = promise => { waits = promise };
    const open = clients.openWindow;
    clients.openWindow = async url => { asked = url };
    dispatchEvent(event);
    await waits;
    clients.openWindow = open;
    return asked;
}"""


class Post:
    """The push service, in a thread with a loop of its own; `take` opens the next push."""

    def __init__(self, loop: asyncio.AbstractEventLoop, served: PushService) -> None:
        self.loop = loop
        self.served = served
        self.device: Device = served.device("phone")

    def take(self) -> tuple[dict[str, Any], str]:
        """The next push: what it says, and the bytes that Chromium would be given."""
        taken = asyncio.run_coroutine_threadsafe(self.served.taken.get(), self.loop)
        _, _, sealed = taken.result(WAIT_MS / 1000)
        return self.device.open(sealed), self.device.unseal(sealed).decode()


@pytest.fixture
def post() -> Iterator[Post]:
    loop, stop, ready = asyncio.new_event_loop(), asyncio.Event(), threading.Event()
    made: list[Post] = []

    async def serve() -> None:
        async with push_service() as served:
            made.append(Post(loop, served))
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    ready.wait()
    yield made[0]
    loop.call_soon_threadsafe(stop.set)
    thread.join()
    loop.close()


@pytest.fixture
def house() -> Iterator[Installation]:
    """A server that may call a push service on this machine."""
    with (
        TemporaryDirectory(prefix="otklik-push-") as folder,
        installation(Path(folder) / "data", env={"OTKLIK_OUTGOING_ALLOW": "127.0.0.0/8"}) as server,
    ):
        set_up(server.url)
        yield server


@contextmanager
def phone(browser: Browser, url: str) -> Iterator[Visit]:
    """An operator's phone, with the whole of Chromium: what has no windows shows no notices."""
    whole = browser.browser_type.launch(executable_path=whole_chromium(), args=[*FLAGS, "--headless=new"])
    try:
        context = whole.new_context(
            viewport={"width": 390, "height": 844}, user_agent=PHONE, locale="ru-RU", has_touch=True
        )
        context.set_default_timeout(WAIT_MS)
        context.grant_permissions(["notifications"], origin=url)
        visit = Visit(context, context.new_page(), url)
        visit.listen()
        yield visit
    finally:
        whole.close()


class Notices:
    """The worker of the admin, as Chromium's push client and a finger see it."""

    def __init__(self, visit: Visit) -> None:
        self.url = visit.url
        self.context: BrowserContext = visit.context
        self.line: CDPSession = visit.context.new_cdp_session(visit.context.new_page())
        self.registration = ""
        self.line.on("ServiceWorker.workerRegistrationUpdated", self._hear)
        self.line.send("ServiceWorker.enable")

    def _hear(self, told: dict[str, Any]) -> None:
        for each in told["registrations"]:
            if each["scopeURL"] == f"{self.url}/":
                self.registration = each["registrationId"]

    @property
    def worker(self) -> Worker:
        [found] = self.context.service_workers
        return found

    def is_ready(self) -> bool:
        """Whether Chromium has told of the worker; what it tells is heard while it is asked something."""
        return bool(self.line.send("Target.getTargetInfo")) and bool(self.registration)

    def deliver(self, data: str) -> None:
        push = {"origin": self.url, "registrationId": self.registration, "data": data}
        self.line.send("ServiceWorker.deliverPushMessage", push)

    def shown(self) -> list[list[str]]:
        found: list[list[str]] = self.worker.evaluate(SHOWN)
        return found

    def expect(self, *wanted: list[str]) -> None:
        """Wait until these are shown, and no others."""
        seen: list[list[str]] = []

        def is_so() -> bool:
            seen[:] = self.shown()
            return sorted(seen) == sorted(wanted)

        try:
            wait_for(is_so)
        except AssertionError:
            raise AssertionError(f"{seen} is shown, not {wanted}") from None

    def press(self, title: str) -> str | None:
        """Press a notice; the address of a window that was asked for."""
        asked: str | None = self.worker.evaluate(PRESS, [title])
        return asked


def test_a_notice_is_shown_and_leads_to_its_conversation(
    browser: Browser, house: Installation, post: Post
) -> None:
    with phone(browser, house.url) as visit:
        sign_in(visit)
        choose_language(visit, "ru")
        call(visit, "POST", "/push/subscriptions", post.device.body)
        anna, boris = (Visitor(visit.url, write_key(visit)) for _ in range(2))
        for each, name in ((anna, "Anna"), (boris, "Boris")):
            each.come()
            each.call("contact", {"email": f"{name.lower()}@tea.example", "name": name})
        page = visit.go("/inbox?view=unassigned")
        expect(page.get_by_text("Ничьих диалогов нет")).to_be_visible()
        page.evaluate("navigator.serviceWorker.ready")
        notices = Notices(visit)
        wait_for(notices.is_ready)

        anna.say("Where is my tea?")
        told, data = post.take()
        assert (told["title"], told["body"]) == ("Anna", "Where is my tea?")
        notices.deliver(data)
        shown = ["Anna", "Where is my tea?", f"conversation:{anna.conversation}"]
        notices.expect(shown)
        boris.say("And my cup?")
        notices.deliver(post.take()[1])
        notices.expect(shown, ["Boris", "And my cup?", f"conversation:{boris.conversation}"])

        page.evaluate("window.isTheSame = true")
        assert notices.press("Boris") is None
        expect(page.get_by_role("log")).to_contain_text("And my cup?")
        assert page.evaluate("[location.pathname, window.isTheSame]") == [
            f"/inbox/{boris.conversation}",
            True,
        ]
        assert notices.shown() == [shown], "the other one is still to be read"
        assert notices.press("Anna") is None
        expect(page.get_by_role("log")).to_contain_text("Where is my tea?")
        assert notices.shown() == []

        page.close()
        notices.deliver(data)
        notices.expect(shown)
        assert notices.press("Anna") == told["url"]
        visit.page = visit.context.new_page()
        visit.listen()
        visit.go(told["url"])
        expect(visit.page.get_by_role("log")).to_contain_text("Where is my tea?")
        assert visit.complaints == []

"""A whole `otklik serve`, the built admin it serves, and a real Chromium that uses it."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import psycopg
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright
from tests.browser.widget.conftest import Site
from tests.chromium import chromium
from tests.integration.infra.installation import Installation, installation

from otklik.infra.embedded.running import find_running

HERE = Path(__file__).parent
ROOT = Path(__file__).parents[3]
BUILT = ROOT / "src" / "otklik" / "static" / "admin" / "index.html"
FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
# Headless Chromium names itself a robot, and what it does on a site would be kept apart.
USER_AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"
)
OWNER = "owner@shop.example"
PASSWORD = "correct horse battery"
SAFE = {"X-Otklik-CSRF": "1"}
SERIOUS = {"serious", "critical"}
WAIT_MS = 15_000


_STILL = """() => Promise.allSettled(
    document.getAnimations()
        .filter(each => each.effect?.getComputedTiming().iterations !== Infinity)
        .map(each => each.finished))"""
# Given to each page as a function: half a megabyte goes to the browser once a window, not once a look.
_PUT_AXE = f"window.putAxe = function () {{{AXE_SCRIPT}}}"
# A letter stands in a frame without an origin: axe is not in there, and Chromium minds its asking.
# Selectors and whole style sheets are not asked for; `region` is never serious, and dear.
_FAULTS = """async serious => (await axe.run({
        resultTypes: ["violations"], iframes: false, preload: false, selectors: false, elementRef: true,
        rules: {region: {enabled: false}},
    })).violations
    .filter(each => serious.includes(each.impact))
    .map(({id, nodes: [first]}) => `${id}: ${first.html.slice(0, 200)} ${first.failureSummary}`)"""
_SETTLE_S = 5


@dataclass(slots=True)
class Visit:
    """A browser window on the admin; what its console complained about is kept."""

    context: BrowserContext
    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        self.page.goto(self.url + path)
        return self.page

    def forgive(self, status: int) -> None:
        """Take away the browser's own lines about answers of this status, which the test asked for."""
        mark = f"status of {status}"
        self.complaints[:] = [line for line in self.complaints if mark not in line]

    def check_accessible(self) -> None:
        """No serious fault by axe once nothing fades any more, and nothing in the console."""
        # What comes or goes as it is looked at (a closing dialog, a notice) is looked at once more.
        deadline = time.monotonic() + _SETTLE_S
        while (faults := self.find_faults()) and time.monotonic() < deadline:
            pass
        assert faults == [], self.page.url
        assert self.complaints == []

    def find_faults(self) -> list[str]:
        """Serious faults: the rule, the first element it is about, and why."""
        self.page.evaluate(_STILL)
        self.page.evaluate("'axe' in window || putAxe()")
        found: list[str] = self.page.evaluate(_FAULTS, sorted(SERIOUS))
        return found

    def listen(self) -> None:
        """Keep what the console and the page complain about."""
        complaints = self.complaints

        def hear(message: ConsoleMessage) -> None:
            # Windows without a worker: that it was kept away is the test's own doing.
            is_ours = "blocked by Playwright" in message.text
            if message.type in {"error", "warning"} and not is_ours:
                complaints.append(message.text)

        self.page.on("console", hear)
        self.page.on("pageerror", lambda error: complaints.append(str(error)))


Open = Callable[..., Visit]


@dataclass(slots=True)
class House:
    """The browser and the installation that the files of this folder use one after another."""

    parts: ExitStack = field(default_factory=ExitStack)
    browser: Browser | None = None
    server: Installation | None = None

    def open_browser(self) -> Browser:
        if self.browser is None:
            # Two cores carry the browser, the engines and whatever else the machine does.
            expect.set_options(timeout=WAIT_MS)
            playwright = self.parts.enter_context(sync_playwright())
            self.browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
            self.parts.callback(self.browser.close)
        return self.browser

    def open_server(self) -> Installation:
        """A server on which nobody has signed in yet."""
        if self.server is None:
            assert BUILT.exists(), "the admin is not built: make setup"
            folder = self.parts.enter_context(TemporaryDirectory(prefix="otklik-admin-"))
            self.server = self.parts.enter_context(installation(Path(folder) / "data"))
        else:
            forget_members(self.server)
        return self.server

    def close(self) -> None:
        self.browser = self.server = None
        self.parts.close()


def forget_members(server: Installation) -> None:
    """Nobody is there any more, and whoever comes first makes a new workspace, as on the first day."""
    found = find_running(server.data)
    assert found is not None
    with psycopg.connect(found.postgres_url, autocommit=True) as connection:
        connection.execute("DELETE FROM members")
        connection.execute("DELETE FROM throttle")


_house = House()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    # Not for the session: while the browser is open, Playwright's loop runs in this thread and no async test
    # can; and a server with nobody on it takes a tenth of a core.
    yield
    if nextitem is None or HERE not in nextitem.path.parents:
        _house.close()


def pytest_sessionfinish() -> None:
    _house.close()


@pytest.fixture(scope="module")
def browser() -> Browser:
    return _house.open_browser()


@pytest.fixture(scope="module")
def server() -> Installation:
    """An installation as on its first day, for this file."""
    return _house.open_server()


def set_up(url: str, *, workspace: str = "Tea shop") -> None:
    """The owner and his workspace, without the pages of the first run."""
    body = {
        "workspace_name": workspace,
        "name": "Olga Owner",
        "email": OWNER,
        "password": PASSWORD,
        "language": "en",
    }
    answer = httpx.post(f"{url}/api/v1/setup", json=body, headers=SAFE)
    assert answer.is_success, answer.text


@pytest.fixture(scope="module")
def shop(server: Installation) -> None:
    """The owner and his workspace are there, for this file."""
    set_up(server.url)


@pytest.fixture
def site() -> Iterator[Site]:
    """The shop's site, empty."""
    with Site() as made:
        yield made


@pytest.fixture
def open_window(browser: Browser, server: Installation) -> Iterator[Open]:
    """Open a window: `open_window(language="ru", width=1440, scheme="light")`."""
    contexts: list[BrowserContext] = []

    def open_one(
        *, language: str = "en", width: int = 1440, scheme: str = "light", has_worker: bool = False
    ) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            user_agent=USER_AGENT,
            locale="ru-RU" if language == "ru" else "en-US",
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
            # A service worker stands between the pages and what tests do to their requests.
            service_workers="allow" if has_worker else "block",
        )
        context.set_default_timeout(WAIT_MS)
        context.add_init_script(_PUT_AXE)
        contexts.append(context)
        visit = Visit(context, context.new_page(), server.url)
        visit.listen()
        return visit

    yield open_one
    for each in contexts:
        each.close()

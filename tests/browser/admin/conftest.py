"""A whole `otklik serve`, the built admin it serves, and a real Chromium that uses it."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright
from tests.integration.infra.installation import Installation, installation

ROOT = Path(__file__).parents[3]
BUILT = ROOT / "src" / "otklik" / "static" / "admin" / "index.html"
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
# Headless Chromium names itself a robot, and what it does on a site would be kept apart.
USER_AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"
)
PASSWORD = "correct horse battery"
SERIOUS = {"serious", "critical"}
WAIT_MS = 15_000


_STILL = """() => Promise.allSettled(
    document.getAnimations()
        .filter(each => each.effect?.getComputedTiming().iterations !== Infinity)
        .map(each => each.finished))"""


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
        """No serious fault by axe, and nothing in the console; colours are judged when nothing fades any more."""
        self.page.evaluate(_STILL)
        found = Axe().run(self.page)
        faults = [
            f"{each['id']}: {each['nodes'][0]['html'][:200]}"
            for each in found.response["violations"]
            if each["impact"] in SERIOUS
        ]
        assert faults == [], self.page.url
        assert self.complaints == []

    def listen(self) -> None:
        """Keep what the console and the page complain about."""
        complaints = self.complaints

        def hear(message: ConsoleMessage) -> None:
            if message.type in {"error", "warning"}:
                complaints.append(message.text)

        self.page.on("console", hear)
        self.page.on("pageerror", lambda error: complaints.append(str(error)))


Open = Callable[..., Visit]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    # Not for the session: while it is open, Playwright's loop runs in this thread and no async test can.
    # Two cores carry the browser, the engines and whatever else the machine does.
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def server() -> Iterator[Installation]:
    assert BUILT.exists(), "the admin is not built: make setup"
    folder = Path(tempfile.mkdtemp(prefix="otklik-admin-"))
    try:
        with installation(folder / "data") as running:
            yield running
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def open_window(chromium: Browser, server: Installation) -> Iterator[Open]:
    """Open a window: `open_window(language="ru", width=1440, scheme="light")`."""
    contexts: list[BrowserContext] = []

    def open_one(*, language: str = "en", width: int = 1440, scheme: str = "light") -> Visit:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            user_agent=USER_AGENT,
            locale="ru-RU" if language == "ru" else "en-US",
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
        )
        context.set_default_timeout(WAIT_MS)
        contexts.append(context)
        visit = Visit(context, context.new_page(), server.url)
        visit.listen()
        return visit

    yield open_one
    for each in contexts:
        each.close()

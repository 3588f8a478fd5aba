"""A site and a collector on two origins of this machine, and a real Chromium that visits the site."""

import asyncio
import json
import shutil
import subprocess
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self, cast

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright
from tests.chromium import chromium, whole_chromium

ROOT = Path(__file__).parents[3]
BUILT = ROOT / "src" / "otklik" / "static" / "widget"
KEY = "wk_test"
QUEUE = "otklik_queue"
"""What names of places in the site's storage begin with where the tracker keeps what it has to send."""
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP *.example 127.0.0.1,MAP *.uk 127.0.0.1",
)

Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the collector says to one request."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Batch:
    """One request as it came."""

    body: dict[str, Any]
    headers: dict[str, str]
    at: float
    status: int

    @property
    def items(self) -> list[Item]:
        return cast("list[Item]", self.body["batch"])


class Local(ThreadingHTTPServer):
    """A server on a free port of this machine, in a thread of its own."""

    daemon_threads = True

    def __init__(self, handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.thread.join()
        self.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - the base class's signature
        """A browser that hangs up in the middle is no news."""


class Quiet(BaseHTTPRequestHandler):
    """A handler that keeps its log to itself."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Not on the terminal."""

    def reply(self, status: int, body: bytes, kind: str, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {
            "Content-Type": kind,
            "Content-Length": str(len(body)),
            **(headers or {}),
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


class Collector(Local):
    """Stands for the door: serves the built scripts, records what is posted to /v1/b, answers as planned."""

    def __init__(self) -> None:
        super().__init__(_CollectorHandler)
        self.batches: list[Batch] = []
        self.plan: deque[Answer] = deque()
        self.preflights = 0
        self.changed = threading.Condition()

    def take(self, batch: dict[str, Any], headers: dict[str, str]) -> Answer:
        with self.changed:
            answer = self.plan.popleft() if self.plan else Answer()
            self.batches.append(Batch(batch, headers, time.monotonic(), answer.status))
            self.changed.notify_all()
            return answer

    def items(self, kind: str | None = None) -> list[Item]:
        """What was taken (answered 200), once each, in order of arrival; heartbeats only when asked for."""
        seen: dict[str, Item] = {}
        for batch in self.batches:
            if batch.status == 200:
                for item in batch.items:
                    seen.setdefault(item["messageId"], item)
        return [i for i in seen.values() if (i["type"] != "heartbeat" if kind is None else i["type"] == kind)]

    def has(self, kind: str, count: int) -> bool:
        return len(self.items(kind)) >= count

    def events(self, name: str) -> list[Item]:
        return [item for item in self.items("track") if item.get("event") == name]

    def traits(self) -> list[Item]:
        return [item["traits"] for item in self.items("identify") if "traits" in item]

    async def until(self, condition: Callable[[], object], *, seconds: float = 15) -> None:
        """Waits for what was recorded to fulfil the condition."""

        def wait() -> bool:
            with self.changed:
                return bool(self.changed.wait_for(condition, timeout=seconds))

        if not await asyncio.to_thread(wait):
            shown = [(b.status, [i.get("event") or i["type"] for i in b.items]) for b in self.batches]
            pytest.fail(f"not fulfilled within {seconds} s; recorded: {shown}")


class _CollectorHandler(Quiet):
    server: Collector

    def do_GET(self) -> None:
        file = BUILT / Path(self.path.split("?")[0]).name
        if file.is_file():
            cors = {"Access-Control-Allow-Origin": "*"}
            self.reply(200, file.read_bytes(), "text/javascript; charset=utf-8", cors)
        else:
            self.reply(404, b"", "text/plain")

    def do_OPTIONS(self) -> None:
        self.server.preflights += 1
        self.reply(204, b"", "text/plain", {"Access-Control-Allow-Origin": "*"})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path.endswith("/chat/hello"):
            # No chat here: it has tests of its own.
            self.reply(204, b"", "text/plain", {"Access-Control-Allow-Origin": "*"})
            return
        answer = self.server.take(json.loads(body), {k.lower(): v for k, v in self.headers.items()})
        cors = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Retry-After"}
        self.reply(answer.status, b'{"success":true}', "application/json", {**cors, **answer.headers})


@dataclass(frozen=True, slots=True)
class Document:
    """A page of the site."""

    html: str
    headers: dict[str, str] = field(default_factory=dict)


class Site(Local):
    """The customer's site: pages are put there by the test."""

    def __init__(self) -> None:
        super().__init__(_SiteHandler)
        self.pages: dict[str, Document] = {}

    def put(self, path: str, head: str, body: str = "", **headers: str) -> str:
        html = f"<!doctype html><html><head><title>{path}</title>{head}</head><body>{body}</body></html>"
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = Document(html, names)
        return self.url + path


class _SiteHandler(Quiet):
    server: Site

    def do_GET(self) -> None:
        page = self.server.pages.get(self.path.split("?")[0])
        if page is None:
            self.reply(404, b"", "text/html")
        elif self.path.endswith(".js"):
            self.reply(200, page.html.encode(), "text/javascript")
        else:
            self.reply(200, page.html.encode(), "text/html; charset=utf-8", page.headers)


@dataclass(frozen=True, slots=True)
class Visit:
    """A visitor's browser with one tab open, the site and the collector."""

    page: Page
    context: BrowserContext
    site: Site
    collector: Collector
    errors: list[str]

    def tag(self, **data: str) -> str:
        """The short form of the snippet, with its settings."""
        attributes = " ".join(f'data-{name}="{value}"' for name, value in {"key": KEY, **data}.items())
        return f'<script async src="{self.collector.url}/otklik.js" {attributes}></script>'

    def snippet(self) -> str:
        """The long form, whose stub gathers calls before the script is there."""
        return (
            "<script>(function(w,d,u,k){w.otklik=w.otklik||function(){"
            "(w.otklik.q=w.otklik.q||[]).push(arguments)};var s=d.createElement('script');"
            "s.async=1;s.src=u+'/otklik.js';s.dataset.key=k;d.head.appendChild(s)"
            f"}})(window,document,'{self.collector.url}','{KEY}')</script>"
        )

    async def open(self, body: str = "", path: str = "/", head: str | None = None, **data: str) -> None:
        """Opens a page with the tag, and waits until the tracker stands on it."""
        self.site.put(path.split("?", maxsplit=1)[0], self.tag(**data) if head is None else head, body)
        await self.page.goto(self.site.url + path)
        await self.page.wait_for_function("!!(window.otklik && otklik.track)")

    async def call(self, *args: object) -> None:
        await self.page.evaluate("args => otklik(...args)", list(args))

    async def queue(self) -> list[Item]:
        """What the site's storage keeps for sending."""
        texts = await self.page.evaluate(
            f"Object.keys(localStorage).filter(k => k.startsWith('{QUEUE}')).map(k => localStorage[k])"
        )
        return [item for text in texts for item in json.loads(text)]

    async def settle(self) -> None:
        """Waits until all that was recorded so far has been taken: a marker goes behind it."""
        marker = f"settled {len(self.collector.batches)} {time.monotonic()}"
        await self.call("track", marker)
        await self.collector.until(lambda: self.collector.events(marker))

    async def rest(self) -> None:
        """Waits until nothing is on its way: all that was recorded is taken, and the page knows it."""
        await self.settle()
        await self.page.wait_for_function(f"!Object.keys(localStorage).some(k => k.startsWith('{QUEUE}'))")


@pytest.fixture(scope="session", autouse=True)
def _built() -> None:
    """The scripts as they stand in the source are what is tested."""
    sources = [*(ROOT / "widget" / "src").rglob("*.*"), *(ROOT / "widget").glob("*.mjs")]
    newest = max(file.stat().st_mtime for file in sources)
    built = [BUILT / name for name in ("otklik.js", "api.min.js", "chat.js", "chat-more-ru.js")]
    if all(file.exists() and file.stat().st_mtime >= newest for file in built):
        return
    npm = shutil.which("npm")
    assert npm, "npm is needed to build the widget; run `make setup`"
    subprocess.run([npm, "run", "--silent", "build"], cwd=ROOT / "widget", check=True, timeout=120)


@pytest.fixture
def collector() -> Iterator[Collector]:
    with Collector() as server:
        yield server


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as server:
        yield server


@asynccontextmanager
async def browser_of(path: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=path,
            args=list(FLAGS),
            ignore_default_args=["--disable-back-forward-cache"],
        )
        yield browser
        await browser.close()


@asynccontextmanager
async def visit_by(browser: Browser, site: Site, collector: Collector) -> AsyncIterator[Visit]:
    """A fresh visitor. No test may leave an error on the page."""
    context = await browser.new_context(locale="ru-RU", timezone_id="Asia/Yekaterinburg")
    context.set_default_timeout(10_000)
    page = await context.new_page()
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(str(error.error)))
    yield Visit(page, context, site, collector, errors)
    await context.close()
    assert errors == []


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with browser_of(chromium()) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def visit(browser: Browser, site: Site, collector: Collector) -> AsyncIterator[Visit]:
    async with visit_by(browser, site, collector) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def whole_visit(site: Site, collector: Collector) -> AsyncIterator[Visit]:
    """A visitor with everything that a browser has, the back/forward cache too."""
    async with browser_of(whole_chromium()) as browser, visit_by(browser, site, collector) as opened:
        yield opened

"""An operator's page with a conversation of so many parts: what keeps the browser busy.

    python -m bench.desk_page [--parts 3000] [--messages 20]

Starts `otklik serve` in a fresh folder, writes a conversation of `parts` parts, and does in Chromium what an
operator does: open it, scroll up to its first word, look through it, hear messages, type. Of each it tells
the longest tasks of the page by the processor's time and by the clock (a trace of Chromium: on a busy machine
the clock counts what others do), and what the page's thread did in all. Target: no task over 50 ms of the
processor. Yardstick of the same run: the same of a conversation with one message.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import CDPSession, Page, expect, sync_playwright
from tests.browser.admin.conftest import FLAGS, Visit, set_up
from tests.browser.admin.long_talk import write_down
from tests.browser.admin.steps import sign_in, write_key
from tests.browser.admin.visitor import Visitor
from tests.chromium import whole_chromium
from tests.integration.infra.installation import installation

TARGET_MS: Final = 50
TYPED: Final = "Добрый день! Ваш заказ уже в пути, курьер позвонит утром. "
_CATEGORIES: Final = ["-*", "disabled-by-default-devtools.timeline", "__metadata"]
_THREAD: Final = "CrRendererMain"


class Watched:
    """The page of the operator, and what its thread does."""

    def __init__(self, visit: Visit, cdp: CDPSession) -> None:
        self.visit = visit
        self.page: Page = visit.page
        self.cdp = cdp
        self.longest = 0.0
        cdp.send("Performance.enable")

    def metrics(self) -> dict[str, float]:
        """What Chromium has counted so far, in seconds and pieces."""
        told: dict[str, Any] = self.cdp.send("Performance.getMetrics")
        return {each["name"]: float(each["value"]) for each in told["metrics"]}

    def settle(self) -> None:
        """Two frames without anything to do."""
        self.page.evaluate("new Promise(done => requestIdleCallback(() => requestIdleCallback(done)))")

    @contextmanager
    def told(self, name: str) -> Iterator[None]:
        """Print what was done meanwhile."""
        browser = self.visit.context.browser
        assert browser is not None
        self.settle()
        before = self.metrics()
        browser.start_tracing(page=self.page, categories=_CATEGORIES)
        yield
        self.settle()
        tasks = read_tasks(browser.stop_tracing())
        after = self.metrics()
        long = [cpu_ms for cpu_ms, _ in tasks if cpu_ms > TARGET_MS]
        cpu_ms, clock_ms = tasks[0]
        busy, script, style = (
            (after[key] - before[key]) * 1_000
            for key in ("TaskDuration", "ScriptDuration", "RecalcStyleDuration")
        )
        layout = (after["LayoutDuration"] - before["LayoutDuration"]) * 1_000
        self.longest = max(self.longest, cpu_ms)
        print(
            f"  {name:34} long tasks {len(long):3}, longest {cpu_ms:5.0f} ms ({clock_ms:.0f} by the clock); "
            f"in all {busy:6.0f} ms (script {script:6.0f}, style {style:5.0f}, layout {layout:5.0f}), "
            f"{after['Nodes']:6.0f} nodes",
            flush=True,
        )


def read_tasks(trace: bytes) -> list[tuple[float, float]]:
    """(ms of the processor, ms by the clock) of the tasks of the busiest page, the longest first."""
    events: list[dict[str, Any]] = json.loads(trace)["traceEvents"]
    pages = {
        (each["pid"], each["tid"])
        for each in events
        if each["name"] == "thread_name" and each["args"]["name"] == _THREAD
    }
    tasks: dict[tuple[int, int], list[tuple[float, float]]] = {page: [(0.0, 0.0)] for page in pages}
    for each in events:
        page = (each["pid"], each["tid"])
        if each["name"] == "RunTask" and each["ph"] == "X" and page in pages:
            tasks[page].append((each.get("tdur", 0) / 1_000, each["dur"] / 1_000))
    return max(
        (sorted(told, reverse=True) for told in tasks.values()), key=lambda told: sum(t for t, _ in told)
    )


def scroll_to_the_first(page: Page, first: str) -> None:
    """As a hand does: up and up, while older parts come."""
    page.get_by_role("log").hover()
    deadline = time.monotonic() + 240
    while page.get_by_role("log").get_by_text(first, exact=True).count() == 0:
        assert time.monotonic() < deadline, "the first word never came"
        page.mouse.wheel(0, -2_000)
        page.wait_for_timeout(40)


def look_through(page: Page) -> None:
    page.get_by_role("log").hover()
    for step in range(120):
        page.mouse.wheel(0, 900 if step < 90 else -700)
        page.wait_for_timeout(16)


def hear(page: Page, visitor: Visitor, messages: int) -> None:
    page.get_by_role("log").press("End")
    for number in range(messages):
        visitor.say(f"И ещё вопрос {number}")
        expect(page.get_by_role("log")).to_contain_text(f"И ещё вопрос {number}")


def type_words(page: Page) -> None:
    box = page.get_by_role("textbox", name="Reply", exact=True)
    box.press_sequentially(TYPED, delay=30)
    box.fill("")


def work(watched: Watched, visitor: Visitor, *, first: str, messages: int) -> float:
    """Do all of it with one conversation; the longest task, in ms."""
    page, watched.longest = watched.page, 0.0
    watched.visit.go("/inbox?view=open")
    expect(page.get_by_role("log")).to_have_count(0)
    rows = page.get_by_role("listitem")
    expect(rows.first).to_be_visible()
    steps: list[tuple[str, Callable[[], None]]] = [
        ("scroll up to the first word", lambda: scroll_to_the_first(page, first)),
        ("look through it", lambda: look_through(page)),
        (f"hear {messages} messages", lambda: hear(page, visitor, messages)),
        (f"type {len(TYPED)} letters", lambda: type_words(page)),
    ]
    with watched.told("open"):
        page.evaluate(
            "id => document.querySelector(`[data-id='${id}'] button`).click()", visitor.conversation
        )
        expect(page.get_by_role("article").last).to_be_visible()
    for name, step in steps:
        with watched.told(name):
            step()
    return watched.longest


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parts", type=int, default=3_000)
    parser.add_argument("--messages", type=int, default=20)
    asked = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="otklik-bench-") as folder,
        installation(Path(folder) / "data") as server,
        sync_playwright() as playwright,
    ):
        set_up(server.url)
        browser = playwright.chromium.launch(
            executable_path=whole_chromium(), args=[*FLAGS, "--headless=new"]
        )
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-US")
        visit = Visit(context, context.new_page(), server.url)
        sign_in(visit)
        talks: list[tuple[str, Visitor, str]] = []
        for parts in (0, asked.parts):
            visitor = Visitor(server.url, write_key(visit))
            visitor.come()
            visitor.say("Самое первое слово")
            talks.append((f"{parts + 1} parts", visitor, "Самое первое слово"))
        write_down(server, talks[1][1].conversation, parts=asked.parts)
        watched = Watched(visit, context.new_cdp_session(visit.page))
        longest = 0.0
        for name, visitor, first in talks:
            print(f"{name}:")
            longest = work(watched, visitor, first=first, messages=asked.messages)
        browser.close()
    is_well = longest <= TARGET_MS
    print(
        f"longest task {longest:.0f} ms of the processor of {TARGET_MS}: {'within' if is_well else 'MISSED'}"
    )
    return 0 if is_well else 1


if __name__ == "__main__":
    raise SystemExit(main())

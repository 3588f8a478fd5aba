"""A whole installation, and a shop's site beside it, for pages and backends written for Carrot Quest."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Page, async_playwright
from tests.browser.widget.conftest import BUILT, FLAGS, Site
from tests.chromium import chromium
from tests.integration.infra.installation import Installation, installation, make_workspace

_AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)
"""A person's: what calls itself headless is a robot, whose events are stored apart."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What somebody who moves is given: a host, a write key, a token, and the User Auth Key."""

    host: str
    write_key: str
    token: str
    auth_key: str


@pytest.fixture(scope="module")
def moved() -> Iterator[Moved]:
    assert (BUILT / "api.min.js").is_file(), "the widget is not built: make setup builds it"
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="otklik-moved-")))
        running: Installation = stack.enter_context(installation(folder / "data"))
        made = make_workspace(running.data, "Shop")
        headers = {"Authorization": f"Bearer {made.api_token}"}
        answer = httpx.get(f"{running.url}/api/v1/workspace", headers=headers, timeout=10)
        auth_key = answer.raise_for_status().json()["auth_key"]
        yield Moved(running.url, made.write_key, made.api_token, auth_key)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as server:
        yield server


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    """A visitor's tab; no test may leave an error in it."""
    errors: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        context = await browser.new_context(locale="ru-RU", user_agent=_AGENT)
        context.on("weberror", lambda error: errors.append(str(error.error)))
        yield await context.new_page()
        await browser.close()
    assert errors == []

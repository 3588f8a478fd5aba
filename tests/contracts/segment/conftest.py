"""The real doors on a real port, over a log that can be told to fail first."""

import asyncio
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from otklik.infra.engines import Engines
from otklik.infra.listener import listen
from otklik.intake.door import Door, open_log
from otklik.intake.testing import PAGE_PATH, Collector, FailingLog, make_shop
from otklik.settings import Settings
from otklik.workspaces.service import find_write_key

HERE = Path(__file__).parent
UMD = HERE / "node_modules/@segment/analytics-next/dist/umd"
PAGE = b"<!doctype html><title>Shop</title><body>Shop</body>"


@pytest.fixture
async def collector(engines: Engines, settings: Settings) -> AsyncIterator[Collector]:
    log = FailingLog(open_log(engines, settings))
    shop = await make_shop(engines, log.log, partitions=settings.log_partitions, name="shop")
    with listen("127.0.0.1", 0) as listener:
        host = f"http://127.0.0.1:{listener.getsockname()[1]}"
        public = _with_public_url(engines, host)
        door = Door(public, settings, log=log, find_key=partial(find_write_key, engines))
        seen: list[tuple[str, str, int]] = []
        async with _serving(_watched(door, seen), listener):
            yield Collector(host, log, shop, seen)
        await door.stop()


def _with_public_url(engines: Engines, public_url: str) -> Engines:
    return Engines(
        **{name: getattr(engines, name) for name in Engines.__slots__} | {"public_url": public_url}
    )


def _page_file(path: str) -> tuple[bytes, bytes] | None:
    """A shop's page and the library it carries; as localhost they are of another origin than the doors."""
    if path == PAGE_PATH:
        return b"text/html", PAGE
    if path.startswith("/umd/"):
        return b"text/javascript", (UMD / path.removeprefix("/umd/")).read_bytes()
    return None


def _watched(app: Callable[..., Any], seen: list[tuple[str, str, int]]) -> Callable[..., Any]:
    async def wrapped(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI
        async def told(message: Any) -> None:  # noqa: ANN401 - ASGI
            if message["type"] == "http.response.start":
                seen.append((scope["method"], scope["path"], message["status"]))
            await send(message)

        if (found := _page_file(scope["path"])) is None:
            await app(scope, receive, told)
            return
        kind, body = found
        headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return wrapped


@asynccontextmanager
async def _serving(app: Callable[..., Any], listener: Any) -> AsyncIterator[None]:  # noqa: ANN401 - a socket
    server = uvicorn.Server(
        uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off", ws="none")
    )
    task = asyncio.create_task(server._serve(sockets=[listener]))
    try:
        yield
    finally:
        server.should_exit = True
        await task


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """The SDKs from npm, by the lock file."""
    folder = HERE / "node_modules"
    if not (folder / "@segment").is_dir():
        npm = shutil.which("npm")
        assert npm, "Node's npm is needed for the tests of Segment's SDKs: make setup brings it"
        subprocess.run(
            [npm, "ci", "--ignore-scripts"], cwd=HERE, check=True, capture_output=True, timeout=150
        )
    return folder

"""Processes that do a worker's mail, to be killed: they see what the test's engines see."""

import asyncio
import multiprocessing
import os
from collections.abc import Awaitable, Callable
from datetime import datetime
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Final

import psutil

from otklik.correspondence.arriving import running as arriving
from otklik.correspondence.fetching import running as fetching
from otklik.correspondence.fetching.reader import Pace
from otklik.correspondence.receiving import running as receiving
from otklik.events.shipping import ship_rows
from otklik.inbox.rules import register_rules
from otklik.infra.addresses import EngineAddresses
from otklik.infra.engines import Engines, open_engines
from otklik.infra.networks import read_networks
from otklik.letters.post import Post
from otklik.messaging.channels.email import EmailChannel
from otklik.messaging.delivering import deliver_portion
from otklik.profiles.service import register_shipper
from otklik.routing.settling import Routing

HERE: Final = read_networks(["127.0.0.0/8"])
_PACE: Final = Pace(idle_s=0.5, ask_s=0.1, failed_s=(0.05,), refused_s=0.05)
_CONTEXT: Final = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload([__name__])


class Worker:
    """A process that is running."""

    def __init__(self, process: BaseProcess) -> None:
        self._process = process

    @classmethod
    async def start(cls, work: Callable[..., None], *arguments: Any) -> "Worker":  # noqa: ANN401 - whatever it takes
        """Start `work(*arguments)`; the first one takes as long as reading the program in does."""
        process = _CONTEXT.Process(target=work, args=arguments, daemon=True)
        await asyncio.to_thread(process.start)
        return cls(process)

    def begin_peak(self) -> int:
        """Let `peak` count from now on; bytes that it has now."""
        assert self._process.pid is not None
        Path(f"/proc/{self._process.pid}/clear_refs").write_text("5")
        return int(psutil.Process(self._process.pid).memory_info().rss)

    @property
    def peak(self) -> int:
        """The most bytes that it has had since `begin_peak`."""
        said = Path(f"/proc/{self._process.pid}/status").read_text()
        (kilobytes,) = (line.split()[1] for line in said.splitlines() if line.startswith("VmHWM:"))
        return int(kilobytes) * 1024

    def kill(self) -> None:
        """At once, as it stands; it may be dead already."""
        self._process.kill()

    async def wait(self) -> int | None:
        """Until it is over; 0: by itself."""
        await asyncio.to_thread(self._process.join, 30)
        return self._process.exitcode


async def until(is_so: Callable[[], Awaitable[bool]]) -> None:
    """Wait for what another process does."""
    async with asyncio.timeout(60):
        while not await is_so():  # noqa: ASYNC110 - it is seen in a database only
            await asyncio.sleep(0.01)


def fetch_mail(addresses: EngineAddresses) -> None:
    """Fetch from mailboxes, and read what came."""

    async def work(engines: Engines) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(fetching.run(engines, HERE, pace=_PACE))
            group.create_task(arriving.run(engines))

    _run(addresses, work)


def receive_mail(addresses: EngineAddresses, place: str) -> None:
    """Take what comes to `place`, and leave it to others."""

    async def work(engines: Engines) -> None:
        await receiving.run(engines, place=place, certificate=None, key=None)

    _run(addresses, work)


def receive_and_read(addresses: EngineAddresses, place: str) -> None:
    """Take what comes to `place`, and read it."""

    async def work(engines: Engines) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(receiving.run(engines, place=place, certificate=None, key=None))
            group.create_task(arriving.run(engines))

    _run(addresses, work)


def send_letters(addresses: EngineAddresses, now: datetime) -> None:
    """Bring away what is ready at a moment, two at once."""

    async def work(engines: Engines) -> None:
        post = Post(engines, allowed=HERE)
        channel = EmailChannel(engines, post)
        channel.at_once = 2
        while await deliver_portion(engines, channel, by=f"worker {os.getpid()}", now=now):
            continue
        await post.close()

    _run(addresses, work)


def _run(addresses: EngineAddresses, work: Callable[[Engines], Awaitable[None]]) -> None:
    async def run() -> None:
        register_shipper(ship_rows)
        register_rules(Routing())
        async with open_engines(addresses) as engines:
            await work(engines)

    asyncio.run(run())

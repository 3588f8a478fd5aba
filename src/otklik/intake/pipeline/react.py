"""Tells live pages that something new is stored: a small message, five a second at most."""

import asyncio
from collections.abc import Sequence
from typing import Final

import msgspec

from otklik.events.contracts import BatchSummary
from otklik.infra.bus import Bus

CHANNEL: Final = "live"
PERIOD_S: Final = 0.2


class LiveNotifier:
    """A reactor; `run` does the telling, so that shipping never waits for it."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._newest = 0
        self._has_news = asyncio.Event()

    async def __call__(self, summaries: Sequence[BatchSummary]) -> None:
        """Note the newest batch."""
        self._newest = summaries[-1].batch
        self._has_news.set()

    async def run(self) -> None:
        """Tell for ever."""
        while True:
            await self._has_news.wait()
            self._has_news.clear()
            await self._bus.publish(CHANNEL, msgspec.json.encode({"batch": self._newest}).decode())
            await asyncio.sleep(PERIOD_S)

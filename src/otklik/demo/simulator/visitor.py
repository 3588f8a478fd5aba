"""One visit, lived through in real time: steps, heartbeats between them, batches as the tracker's."""

import asyncio
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Final

from otklik.demo.devices import Device
from otklik.demo.journeys import Plan, Step, walk_visit
from otklik.demo.simulator.door import Door, Sleep
from otklik.demo.standard_events import JsonValue, Properties
from otklik.demo.wire import browser_context, complete, page_of

HEARTBEAT_S: Final = 30.0


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Visitor:
    """Walks a plan with a device. `speed` above 1 makes him hurry."""

    door: Door
    device: Device
    plan: Plan
    random: Random
    speed: float = 1.0
    sleep: Sleep = asyncio.sleep
    user_id: str | None = None
    _is_landing: bool = True
    _waiting: list[JsonValue] = field(default_factory=list)
    _page: Properties = field(default_factory=dict)

    async def walk(self) -> None:
        """The whole visit."""
        for step in walk_visit(self.random, self.plan):
            if step.wait_s:
                await self._flush()
                await self._stay(step.wait_s)
            self._note(step)
        await self._flush()

    def _note(self, step: Step) -> None:
        """Keep a step's item for the next batch; an identify with an id names all that follow."""
        self._page = page_of(step.item) or self._page
        named = step.item.get("userId")
        if isinstance(named, str):
            self.user_id = named
        self._waiting.append(self._complete(step.item))

    def _complete(self, item: Properties) -> Properties:
        context: Properties = {"page": self._page} if self._page else {}
        return complete(
            item, device=self.device, user_id=self.user_id, at=_now(), key=str(uuid.uuid4()), context=context
        )

    async def _flush(self) -> None:
        if not self._waiting:
            return
        items, self._waiting = self._waiting, []
        context = browser_context(self.device, self.plan.source, is_landing=self._is_landing)
        self._is_landing = False
        await self.door.send(self.device, context, items)

    async def _stay(self, seconds: float) -> None:
        """Wait on the page; every 30 s of it the tracker says that the tab is still looked at."""
        left = seconds / self.speed
        while left > HEARTBEAT_S:
            await self.sleep(HEARTBEAT_S)
            left -= HEARTBEAT_S
            self._waiting.append(self._complete({"type": "heartbeat"}))
            await self._flush()
        await self.sleep(left)

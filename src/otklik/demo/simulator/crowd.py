"""Keeps a number of visitors on the shop, fewer at night, until it is told to stop."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Final

import httpx
import structlog

from otklik.demo.catalogue import Language
from otklik.demo.personas import Coming, Crowd
from otklik.demo.simulator.door import Door
from otklik.demo.simulator.talks import Talks
from otklik.demo.simulator.visitor import Visitor

_LOG: Final = structlog.get_logger("otklik.demo.simulator")
_REPORT_S: Final = 300.0
_NIGHT_CHECK_S: Final = 60.0
_GAP_S: Final = 8.0
_FIRST_GAP_S: Final = 6.0
# Share of the visitors who are awake at each hour of the day, from midnight.
_AWAKE: Final[Sequence[float]] = (
    *(0.45, 0.35, 0.3, 0.3, 0.3, 0.4, 0.55, 0.7, 0.85, 0.95, 1.0, 1.0),
    *(1.0, 1.0, 0.95, 0.95, 0.95, 0.95, 1.0, 1.0, 1.0, 0.95, 0.8, 0.6),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the simulator is told. `speed` divides every pause."""

    otklik_url: str
    shop_url: str
    write_key: str
    visitors: int = 12
    seed: int = 0
    speed: float = 1.0
    language: Language = Language.EN


def is_awake(slot: int, visitors: int, hour: int) -> bool:
    """Whether the visitor number `slot` of `visitors` comes at this hour; the first one always does."""
    return slot < max(1, round(visitors * _AWAKE[hour]))


async def _fill_slot(
    slot: int, settings: Settings, door: Door, crowd: Crowd, write: Callable[[Coming], None]
) -> None:
    """One visit after another, with a gap between them; some of the visitors write meanwhile."""
    random = crowd.random
    await asyncio.sleep(random.uniform(0, _FIRST_GAP_S) / settings.speed)
    while True:
        if not is_awake(slot, settings.visitors, datetime.now().astimezone().hour):
            await asyncio.sleep(_NIGHT_CHECK_S)
            continue
        coming = crowd.draw()
        write(coming)
        visitor = Visitor(
            door, coming.device, coming.plan, random, speed=settings.speed, user_id=coming.user_id
        )
        await visitor.walk()
        await asyncio.sleep(random.expovariate(1 / _GAP_S) / settings.speed)


async def _report(door: Door) -> None:
    while True:
        await asyncio.sleep(_REPORT_S)
        counts = door.counts
        _LOG.info(
            "visitors_report",
            delivered=counts.delivered,
            retried=counts.retried,
            refused=counts.refused,
        )


async def simulate(settings: Settings) -> None:
    """Run until cancelled."""
    random = Random(settings.seed)
    limits = httpx.Limits(max_connections=settings.visitors, max_keepalive_connections=settings.visitors)
    async with (
        httpx.AsyncClient(base_url=settings.otklik_url, timeout=15, limits=limits, trust_env=False) as client,
        httpx.AsyncClient(base_url=settings.otklik_url, timeout=40, trust_env=False) as windows,
        asyncio.TaskGroup() as tasks,
    ):
        door = Door(client, settings.write_key, random)
        crowd = Crowd(random, settings.shop_url.rstrip("/"))
        talks = Talks(windows, settings.write_key, random, settings.language, settings.speed)

        def write(coming: Coming) -> None:
            if talks.draw(coming):
                tasks.create_task(talks.talk(coming))

        tasks.create_task(_report(door))
        for slot in range(settings.visitors):
            tasks.create_task(_fill_slot(slot, settings, door, crowd, write))

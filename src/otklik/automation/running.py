"""The worker's task: steps runs whose time has come, and sleeps until the next one's."""

import asyncio
import contextlib
from typing import Final

import structlog

from otklik.automation import repository_looks
from otklik.automation.leaving import Looker
from otklik.automation.rehearsing import running as rehearsing
from otklik.automation.stepping import TOPIC, Stepper
from otklik.automation.sweeps import running as sweeping
from otklik.infra.away import ENGINE_AWAY
from otklik.infra.clickhouse import ClickHouseError
from otklik.infra.engines import Engines
from otklik.kit import clock

log = structlog.get_logger(__name__)

_LONGEST_S: Final = 1.0
"""The first due moment is looked at so often: a row of an index."""
_SHORTEST_S: Final = 0.01
_AWAY_S: Final = 2.0
_MS: Final = 1_000


async def run(engines: Engines) -> None:
    """Step what is due, for ever; several workers may."""
    bell = asyncio.Event()
    stepper = Stepper(engines)
    looker = Looker(engines, stepper)
    async with asyncio.TaskGroup() as group:
        group.create_task(_listen(engines, bell), name="scenarios bell")
        group.create_task(_step_always(engines, stepper, looker, bell), name="scenarios steps")
        group.create_task(sweeping.run(engines), name="scenarios sweeps")
        group.create_task(rehearsing.run(engines), name="rehearsals")


async def _listen(engines: Engines, bell: asyncio.Event) -> None:
    async with engines.bus.subscribe(TOPIC) as items:
        async for _ in items:
            bell.set()


async def _step_always(engines: Engines, stepper: Stepper, looker: Looker, bell: asyncio.Event) -> None:
    while True:
        bell.clear()
        try:
            pause_s = await _find_pause(engines)
            if not pause_s:
                looked = await looker.look_due(now_ms=clock.now_ms())
                if await stepper.step_due(now_ms=clock.now_ms()) or looked:
                    continue
        except (*ENGINE_AWAY, ClickHouseError) as error:
            log.warning("scenarios.engine_away", error=str(error)[:300])
            pause_s = _AWAY_S
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(max(pause_s, _SHORTEST_S)):
                await bell.wait()


async def _find_pause(engines: Engines) -> float:
    async with engines.postgres.looking() as connection:
        due_ms = await repository_looks.find_next_due(connection)
    if due_ms is None:
        return _LONGEST_S
    return min(max((due_ms - clock.now_ms()) / _MS, 0.0), _LONGEST_S)

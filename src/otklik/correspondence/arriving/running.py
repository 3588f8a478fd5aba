"""The worker's task: reads what waits as soon as it is there, and forgets bytes whose time is over.

One process does it at a time, so that mails of a thread are read in their order; when it dies, PostgreSQL
lets go of its lock at once and another goes on.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Final

import structlog

from otklik.correspondence.arriving import keeping, reading
from otklik.correspondence.contracts import TOPIC
from otklik.correspondence.fetching.repository import try_lock
from otklik.infra.away import ENGINE_AWAY
from otklik.infra.bus import Item
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection

log = structlog.get_logger(__name__)

_LOCK: Final = 0
"""No mailbox has this number."""
_LONGEST_S: Final = 5.0
_AWAY_S: Final = 2.0
_TRY_S: Final = 1.0
_SWEEP_S: Final = 3_600.0


async def run(engines: Engines) -> None:
    """Read mails until cancelled. Raises psycopg.OperationalError when the lock is lost."""
    async with contextlib.AsyncExitStack() as stack:
        lock = await engines.postgres.dedicated()
        stack.push_async_callback(lock.close)
        while not await try_lock(lock, _LOCK):  # noqa: ASYNC110 - the holder is another process
            await asyncio.sleep(_TRY_S)
        items = await stack.enter_async_context(engines.bus.subscribe(TOPIC))
        group = await stack.enter_async_context(asyncio.TaskGroup())
        alarm = asyncio.Event()
        group.create_task(_listen(items, alarm))
        group.create_task(_sweep(engines))
        while True:
            alarm.clear()
            await _read_all(engines, lock)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_LONGEST_S):
                    await alarm.wait()


async def _read_all(engines: Engines, lock: Connection) -> None:
    try:
        while await reading.read_next(engines):
            pass
    except ENGINE_AWAY as error:
        log.warning("inbound.engine_away", error=str(error)[:300])
        await asyncio.sleep(_AWAY_S)
    await lock.execute("SELECT 1")


async def _listen(items: AsyncIterator[Item], alarm: asyncio.Event) -> None:
    async for _ in items:
        alarm.set()


async def _sweep(engines: Engines) -> None:
    while True:
        try:
            await keeping.forget_old(engines)
        except ENGINE_AWAY as error:
            log.warning("inbound.engine_away", error=str(error)[:300])
        await asyncio.sleep(_SWEEP_S)

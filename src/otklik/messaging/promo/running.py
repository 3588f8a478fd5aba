"""The worker's task: makes the codes that were asked for, and tells of pools that run out.

A portion is a transaction, and the pool's own row says how many are still to be made: whoever dies has made
what he committed.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, TypeAlias

import structlog

from otklik.infra.away import ENGINE_AWAY
from otklik.infra.engines import Engines
from otklik.infra.postgres import driver_connection
from otklik.messaging.promo import making, repository, repository_codes
from otklik.messaging.promo.contracts import Pool
from otklik.messaging.promo.service import TOPIC
from otklik.workspaces.models import Session

log = structlog.get_logger(__name__)

Hear: TypeAlias = Callable[[Session, Sequence[Pool]], Awaitable[None]]
"""`await hear(session, pools)` in the transaction that finds them nearly empty."""
PORTION: Final = 20_000
_PAUSE_S: Final = 30.0
_RETRY_S: Final = 2.0


async def run(engines: Engines, *, hear: Hear | None = None) -> None:
    """Make, and tell whoever hears, for ever."""
    async with engines.bus.subscribe(TOPIC) as items, asyncio.TaskGroup() as tasks:
        bell = asyncio.Event()

        async def listen() -> None:
            async for _ in items:
                bell.set()

        tasks.create_task(listen(), name="promo bell")
        while True:
            bell.clear()
            pause_s = await _work(engines, hear)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause_s):
                    await bell.wait()


async def _work(engines: Engines, hear: Hear | None) -> float:
    """Everything there is to do; for how long nothing is."""
    try:
        while await make_portion(engines):
            pass
        if hear is not None:
            await look(engines, hear=hear)
    except ENGINE_AWAY as error:
        log.warning("promo.engine_away", error=str(error)[:300])
        return _RETRY_S
    return _PAUSE_S


async def make_portion(engines: Engines) -> int:
    """Make some of the codes of a pool that waits for them; how many were made."""
    async with engines.postgres.connection() as connection:
        pool = await repository.take_unmade(connection)
        if pool is None:
            return 0
        count = min(pool.making, PORTION)
        codes = await asyncio.to_thread(making.make_codes, pool.rules, count)
        made = await repository_codes.insert_codes(
            connection,
            workspace_id=pool.workspace_id,
            pool_id=pool.id,
            codes={making.normalize(code): code for code in codes},
        )
        await repository.note_made(
            connection, workspace_id=pool.workspace_id, pool_id=pool.id, count=len(made)
        )
    return len(made)


async def look(engines: Engines, *, hear: Hear) -> int:
    """Tell of pools of which a tenth or less is left, once until they are filled; how many there were."""
    async with engines.postgres.session() as session:
        low = await repository.mark_low(await driver_connection(session))
        if low:
            await hear(session, low)
    return len(low)

"""The worker's task: decides, delivers, gives up claims of the dead. Sleeps until the next due moment.

Several workers do it side by side: rows in another's hand are passed over.
"""

import asyncio
import contextlib
import os
import secrets
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Final

import structlog

from otklik.infra.away import ENGINE_AWAY
from otklik.infra.clickhouse import ClickHouseError
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.messaging import (
    delivering,
    planning,
    releasing,
    repository_delivering,
    repository_holds,
    repository_releasing,
)
from otklik.messaging.channels.contracts import Inner, Wire
from otklik.messaging.channels.registry import Channels
from otklik.messaging.contracts import SkipReason
from otklik.messaging.deciding import PARKED
from otklik.messaging.mail import standing
from otklik.messaging.planning import moment
from otklik.messaging.repository_holds import Hold

log = structlog.get_logger(__name__)

_LONGEST_S: Final = 5.0
"""Whoever plans rings the bell; should a word be lost, what is due is looked for so often all the same."""
_SHORTEST_S: Final = 0.02
_AWAY_S: Final = 2.0
_HOUSE_S: Final = 1.0
"""Between two rounds of housekeeping while there is something to do."""
_GRACE_S: Final = 9.0
"""A worker is killed ten seconds after it is told to stop."""
_PORTION: Final = 500
_bells: set[asyncio.Event] = set()
Work = Callable[[], Awaitable[int]]


def wake() -> None:
    """Look at once at what this process has planned; call it after the commit."""
    for bell in _bells:
        bell.set()


async def run(engines: Engines, channels: Channels) -> None:
    """Decide and deliver until cancelled."""
    by = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    async with asyncio.TaskGroup() as group:
        group.create_task(_ring(engines), name="sends bell")
        group.create_task(_repeat(lambda: _release(engines, channels), lambda: _next_due(engines)))
        group.create_task(_keep_house(engines))
        for medium in channels:
            if isinstance(medium, Wire | Inner):
                group.create_task(_deliver_always(engines, medium, by), name=f"sends {medium.channel}")


async def _ring(engines: Engines) -> None:
    async with engines.bus.subscribe(planning.TOPIC) as items:
        async for _ in items:
            wake()


async def _release(engines: Engines, channels: Channels) -> int:
    done = await releasing.release_portion(engines, channels, now=moment())
    if done:
        wake()  # what is ready now can be delivered
    return done


async def _deliver_always(engines: Engines, medium: Wire | Inner, by: str) -> None:
    async def deliver() -> int:
        if isinstance(medium, Wire):
            return await _to_the_end(delivering.deliver_portion(engines, medium, by=by, now=moment()))
        return await delivering.write_portion(engines, medium, now=moment())

    async def find_next() -> datetime | None:
        async with engines.postgres.connection() as connection:
            return await repository_delivering.find_next_ready(connection, channel=medium.channel.value)

    await _repeat(deliver, find_next)


async def _to_the_end(portion: Coroutine[Any, Any, int]) -> int:
    """Let what is on the wire come to its end before this worker stops: else it would be in doubt."""
    task = asyncio.create_task(portion)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task], timeout=_GRACE_S)
        raise


async def _next_due(engines: Engines) -> datetime | None:
    async with engines.postgres.looking() as connection:
        return await repository_releasing.find_next_moment(connection)


async def _repeat(work: Work, find_next: Callable[[], Awaitable[datetime | None]]) -> None:
    """Work while there is some, then sleep until the next moment or the bell."""
    async with _bell() as bell:
        while True:
            bell.clear()
            try:
                while await work():
                    continue
                pause_s = _pause(await find_next())
            except (*ENGINE_AWAY, ClickHouseError) as error:
                log.warning("messaging.engine_away", error=str(error)[:300])
                pause_s = _AWAY_S
            await _wait(bell, pause_s)


async def _wait(bell: asyncio.Event, longest_s: float) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(longest_s):
            await bell.wait()


@asynccontextmanager
async def _bell() -> AsyncIterator[asyncio.Event]:
    bell = asyncio.Event()
    _bells.add(bell)
    try:
        yield bell
    finally:
        _bells.discard(bell)


def _pause(due: datetime | None) -> float:
    if due is None:
        return _LONGEST_S
    return min(max((due - moment()).total_seconds(), _SHORTEST_S), _LONGEST_S)


async def _keep_house(engines: Engines) -> None:
    async with _bell() as bell:
        while True:
            bell.clear()
            try:
                await keep_house(engines, now=moment())
            except ENGINE_AWAY as error:
                log.warning("messaging.engine_away", error=str(error)[:300])
            await asyncio.sleep(_HOUSE_S)
            await _wait(bell, _LONGEST_S)


async def keep_house(engines: Engines, *, now: datetime) -> None:
    """Give up claims of the dead, end what has expired, carry out stops, pauses and resumings."""
    while await delivering.lapse_portion(engines, now=now) == _PORTION:
        continue
    while await expire_portion(engines, now=now) == _PORTION:
        continue
    await standing.tell_paused(engines)
    async with engines.postgres.looking() as connection:
        holds = await repository_holds.list_all(connection)
    for hold in holds:
        while await _carry_out(engines, hold, now=now) == _PORTION:
            continue


async def expire_portion(engines: Engines, *, now: datetime) -> int:
    """End what must not be sent any more; how many."""
    async with engines.postgres.connection() as connection:
        taken = await repository_releasing.take_expired(connection, now=now, limit=_PORTION)
        parked = [send for send in taken if send.release_at == PARKED]
        late = [send for send in taken if send.release_at != PARKED]
        await planning.skip_sends(connection, parked, reason=SkipReason.PAUSED, now=now)
        await planning.skip_sends(connection, late, reason=SkipReason.EXPIRED, now=now)
    return len(taken)


async def _carry_out(engines: Engines, hold: Hold, *, now: datetime) -> int:
    """A portion of what a hold asks for; one that is done with goes."""
    async with engines.postgres.connection() as connection:
        if hold.what == repository_holds.PAUSE:
            return await repository_holds.park_ready(connection, hold, limit=_PORTION)
        if hold.what == repository_holds.RESUME:
            done = await repository_holds.bring_back(connection, hold, now=now, limit=_PORTION)
        else:
            done = await _stop_some(connection, hold, now)
        if not done and not await _is_left(connection, hold):
            await repository_holds.delete_hold(
                connection, workspace_id=hold.workspace_id, scenario_id=hold.scenario_id, what=hold.what
            )
    if done:
        wake()
    return done


async def _is_left(connection: Connection, hold: Hold) -> bool:
    return hold.what == repository_holds.STOP and await repository_holds.is_any_left(connection, hold)


async def _stop_some(connection: Connection, hold: Hold, now: datetime) -> int:
    taken = await repository_holds.take_stopped(connection, hold, limit=_PORTION)
    await planning.skip_sends(connection, taken, reason=SkipReason.STOPPED, now=now)
    return len(taken)

"""Steps sweeps that are due, a portion of people a transaction; keeps the next occasion of schedules."""

import asyncio
import time
from datetime import UTC, timedelta
from typing import Final

import structlog
from msgspec.structs import replace

from otklik.automation.books import Shelf
from otklik.automation.contracts import Book, ScenarioStatus
from otklik.automation.stepping import TOPIC, Checkpoint, go_on
from otklik.automation.sweeps import gathering, planning, repository, starting
from otklik.automation.sweeps.contracts import PORTION, Sweep, SweepKind, SweepState
from otklik.infra.away import ENGINE_AWAY
from otklik.infra.clickhouse import ClickHouseError
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.kit import clock
from otklik.kit.errors import AppError
from otklik.messaging import service as messaging
from otklik.profiles import service as profiles

log = structlog.get_logger(__name__)

SCHEDULES_S: Final = 20.0
"""So often the next occasions of schedules are made sure of."""
MAX_TRIES: Final = 10
_LONGEST_S: Final = 1.0
_AWAY_S: Final = 2.0
_RETRY: Final = timedelta(seconds=5)
_MS: Final = 1_000
_MAILINGS: Final = frozenset({SweepKind.MAILING, SweepKind.RESEND})


async def run(engines: Engines) -> None:
    """Step what is due, for ever; several workers may."""
    sweeper, looked_at = Sweeper(engines), -SCHEDULES_S
    while True:
        try:
            if time.monotonic() - looked_at > SCHEDULES_S:
                await sweeper.keep_schedules(now_ms=clock.now_ms())
                looked_at = time.monotonic()
            pause_s = await _find_pause(engines)
            if not pause_s and await sweeper.step(now_ms=clock.now_ms()):
                continue
        except (*ENGINE_AWAY, ClickHouseError) as error:
            log.warning("sweeps.engine_away", error=str(error)[:300])
            pause_s = _AWAY_S
        await asyncio.sleep(pause_s)


async def _find_pause(engines: Engines) -> float:
    async with engines.postgres.looking() as connection:
        due_ms = await repository.find_next_due(connection)
    if due_ms is None:
        return _LONGEST_S
    return min(max((due_ms - clock.now_ms()) / _MS, 0.0), _LONGEST_S)


class Sweeper:
    """Steps sweeps of all workspaces; several may work side by side."""

    def __init__(self, engines: Engines, *, checkpoint: Checkpoint = go_on, portion: int = PORTION) -> None:
        self._engines = engines
        self._checkpoint = checkpoint
        self._portion = portion
        self._shelf = Shelf()

    async def keep_schedules(self, *, now_ms: int) -> None:
        """Make the next occasion of each schedule of an active scenario, where it is not there yet."""
        async with self._engines.postgres.connection() as connection:
            books = await self._shelf.load_books(connection, begun_by=("schedule",))
            for book in books.values():
                if book.status is ScenarioStatus.ACTIVE:
                    await starting.keep_schedules(connection, book=book, now_ms=now_ms)

    async def step(self, *, now_ms: int) -> bool:
        """Step the sweep that is due longest; whether there was one."""
        taken: list[int] = []
        try:
            async with self._engines.postgres.connection() as connection:
                sweep = await repository.take_due(connection, now_ms=now_ms)
                if sweep is None:
                    return False
                taken.append(sweep.id)
                await self._checkpoint("taken")
                after = await self._step(connection, sweep, now_ms)
                await repository.update_sweep(connection, sweep=after, now_ms=now_ms)
                await self._checkpoint("swept")
        except (AppError, ClickHouseError, *profiles.RETRIED) as error:
            if isinstance(error, ClickHouseError) and not error.code:  # it is away
                raise
            await self._fail(taken, error, now_ms)
        await self._checkpoint("committed")
        messaging.wake()
        await self._engines.bus.publish(TOPIC, "")
        return True

    async def _fail(self, taken: list[int], error: Exception, now_ms: int) -> None:
        """Try again later; who fails too often is over and says why."""
        log.warning("sweeps.step_failed", sweeps=taken, error=str(error)[:300])
        async with self._engines.postgres.connection() as connection:
            sweep = await repository.take_due(connection, now_ms=now_ms)
            if sweep is None or sweep.id not in taken:
                return
            is_over = sweep.tries + 1 >= MAX_TRIES
            later = clock.to_datetime(now_ms) + _RETRY * (sweep.tries + 1)
            failed = replace(
                sweep,
                tries=sweep.tries + 1,
                error=str(error)[:300],
                state=SweepState.FAILED if is_over else sweep.state,
                due_at=None if is_over else later,
            )
            await repository.update_sweep(connection, sweep=failed, now_ms=now_ms)

    async def _step(self, connection: Connection, sweep: Sweep, now_ms: int) -> Sweep:
        books = await self._shelf.load_books(connection, scenario_ids=[sweep.scenario_id])
        book = books.get(sweep.scenario_id)
        if book is None or not _is_wanted(sweep, book):
            return replace(sweep, state=SweepState.STOPPED, due_at=None)
        if book.status is ScenarioStatus.PAUSED:
            return replace(sweep, due_at=None)
        if sweep.state is SweepState.WAITING:
            total = await gathering.gather(self._engines, connection, sweep, book, portion=self._portion)
            await self._checkpoint("gathered")
            starts_at = max(sweep.starts_at, clock.to_datetime(now_ms).astimezone(UTC))
            return replace(sweep, state=SweepState.GATHERED, total=total, due_at=starts_at, tries=0)
        return await self._go_through(connection, sweep, book, now_ms)

    async def _go_through(self, connection: Connection, sweep: Sweep, book: Book, now_ms: int) -> Sweep:
        pause_ms = planning.find_pause_ms(sweep, book, now_ms)
        if pause_ms is not None:
            return replace(sweep, due_at=clock.to_datetime(pause_ms))
        homes = await repository.take_portion(connection, sweep=sweep)
        if homes is None:
            return replace(sweep, state=SweepState.DONE, due_at=None)
        zones = await planning.find_zones(self._engines, sweep, book, homes)
        begun = await planning.plan(connection, sweep, book, homes, zones, now_ms=now_ms)
        await self._checkpoint("planned")
        return replace(sweep, done=sweep.done + len(homes), begun=sweep.begun + begun, tries=0, error="")


def _is_wanted(sweep: Sweep, book: Book) -> bool:
    """Whether the scenario still wants it: it was not put away, and is a mailing if that was one."""
    if book.status in {ScenarioStatus.ARCHIVED, ScenarioStatus.DRAFT}:
        return False
    if sweep.kind is SweepKind.SCHEDULE and book.status is ScenarioStatus.PAUSED:
        return False
    return (book.graph.entry.mailing is not None) is (sweep.kind in _MAILINGS)

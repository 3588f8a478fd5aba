"""The sender: carries prepared rows to ClickHouse and proves that each arrived exactly once.

The rule (architecture.md §3): insert with token = batch. An answer "inserted" to a first try is certain.
After anything else (a start, an error, a time-out) the same token is replayed, the rows of the batch are
counted, and what is missing goes in under `token#k` until the count is right: a token alone lost one batch
in 25 kills. Rows that ClickHouse refuses are found by halving and given to `on_poison`.
"""

import asyncio
import time
import traceback
from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain
from typing import Final, Protocol

import structlog

from otklik.events import outbox, repository_prepared
from otklik.events.batches import BatchReader
from otklik.events.contracts import Reactor
from otklik.events.delivery import Delivery, Poison
from otklik.events.prepared import PreparedBatch
from otklik.events.rows import OF_PEOPLE, REDIRECTS
from otklik.infra import metrics
from otklik.infra.clickhouse import ClickHouse, ClickHouseError
from otklik.infra.postgres import Connection, Postgres

log = structlog.get_logger(__name__)

QUEUE_BATCHES: Final = 2
"""Committed batches that may wait in memory; the pipeline waits when there are more."""
API_LANE_EVERY_S: Final = 0.2
_REST: Final = 4.0
_LONGEST_REST_S: Final = 1.0
_NEWEST: Final = 0.2
RELOAD_EVERY_S: Final = 1.0


class PoisonHandler(Protocol):
    """Puts refused rows on the reject list, in the transaction that forgets their batch."""

    async def __call__(self, connection: Connection, *, poison: Sequence[Poison]) -> None:
        """Take the rows."""


class Sender:
    """Ships batches in order, then calls the reactors; used by one process at a time (the lease holder)."""

    def __init__(
        self,
        postgres: Postgres,
        clickhouse: ClickHouse,
        *,
        reactors: Sequence[Reactor] = (),
        readers: Sequence[BatchReader] = (),
        on_poison: PoisonHandler,
    ) -> None:
        self._postgres = postgres
        self._clickhouse = clickhouse
        self._delivery = Delivery(clickhouse)
        self._reactors = reactors
        self._readers = readers
        self._on_poison = on_poison
        self.on_shipped: Callable[[PreparedBatch], None] = _ignore
        self._queue: asyncio.Queue[PreparedBatch] = asyncio.Queue(QUEUE_BATCHES)
        self._flights: asyncio.Queue[tuple[PreparedBatch, asyncio.Task[list[Poison]]]] = asyncio.Queue(1)
        self._reloaded_at = -RELOAD_EVERY_S
        self._needs_reload = False
        self.delivery_s = 0.0  # how long ClickHouse takes for a batch lately

    async def recover(self) -> int:
        """Ship what earlier runs left, their outcome unknown; returns how many batches. Call before `run`."""
        shipped = 0
        while batches := await repository_prepared.list_prepared(self._postgres, after=0):
            for batch in batches:
                await self._ship(batch, is_certain=False)
            shipped += len(batches)
        return shipped

    async def submit(self, batch: PreparedBatch) -> None:
        """Hand over a batch that has just been committed; waits while the sender is behind."""
        if batch.counts:
            await self._queue.put(batch)

    async def drain(self) -> None:
        """Wait until everything submitted is shipped."""
        await self._queue.join()

    async def run(self) -> None:
        """Ship for ever; cancel to stop. Whatever it raises, begin again with a new sender's `recover`."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._deliver_queue(tasks))
            tasks.create_task(self._finish_deliveries())
            tasks.create_task(self._ship_api_lane())

    async def _deliver_queue(self, tasks: asyncio.TaskGroup) -> None:
        """While ClickHouse takes a batch, the next is on its way already."""
        while True:
            batch = await self._queue.get()
            await self._flights.put((batch, tasks.create_task(self._deliver(batch, is_certain=True))))

    async def _finish_deliveries(self) -> None:
        """In the order of the batches, however their deliveries ended."""
        while True:
            batch, delivery = await self._flights.get()
            await self._finish(batch, await delivery)
            self._queue.task_done()

    async def _ship_api_lane(self) -> None:
        """Rows made by the API come through the outbox; the process that made them may be gone.

        The longer a batch took, the longer the next may gather: many small inserts cost ClickHouse most.
        """
        took_s = 0.0
        while True:
            await asyncio.sleep(min(max(API_LANE_EVERY_S, took_s * _REST), _LONGEST_REST_S))
            started = time.monotonic()
            while (batch := await outbox.pack_next(self._postgres)) is not None:
                await self._ship(batch, is_certain=True)
            took_s = time.monotonic() - started
            if self._needs_reload:
                await self._reload_redirects()

    async def _ship(self, batch: PreparedBatch, *, is_certain: bool) -> None:
        await self._finish(batch, await self._deliver(batch, is_certain=is_certain))

    async def _deliver(self, batch: PreparedBatch, *, is_certain: bool) -> list[Poison]:
        """Bring the batch's rows to ClickHouse; returns those it refused.

        What people are before what they did: whoever's event can be read, his properties can be read, too.
        """
        started = time.perf_counter()
        poison: list[Poison] = []
        for tables in (batch.counts.keys() & OF_PEOPLE, batch.counts.keys() - OF_PEOPLE):
            refused = await asyncio.gather(
                *(
                    self._delivery.deliver(batch, table=table, is_certain=is_certain)
                    for table in sorted(tables)
                )
            )
            poison += chain.from_iterable(refused)
        took_s = time.perf_counter() - started
        self.delivery_s += (took_s - self.delivery_s) * _NEWEST
        metrics.STAGE_SECONDS.labels("ship").observe(took_s)
        return poison

    async def _finish(self, batch: PreparedBatch, poison: Sequence[Poison]) -> None:
        """Tell of a delivered batch and forget it."""
        if REDIRECTS in batch.counts:
            self._needs_reload = True
            await self._reload_redirects()
        if not poison:
            self._read(batch)
        await self._react(batch)
        await self._forget(batch, poison)
        self.on_shipped(batch)

    def _read(self, batch: PreparedBatch) -> None:
        """Let readers read it; as with reactors, one that fails holds up nobody."""
        for reader in self._readers:
            try:
                reader(batch)
            except Exception as error:  # noqa: BLE001 - a reader is another room's code
                trace = "".join(traceback.format_exception(error))
                log.error("sender.reader_failed", batch=batch.batch, trace=trace)  # noqa: TRY400 - no locals

    async def _react(self, batch: PreparedBatch) -> None:
        """A failing reactor is told in the log and holds up nobody."""
        started = time.perf_counter()
        for reactor in self._reactors:
            try:
                await reactor([batch.summary])
            except Exception as error:  # noqa: BLE001 - a reactor is another room's code
                trace = "".join(traceback.format_exception(error))
                log.error("sender.reactor_failed", batch=batch.batch, trace=trace)  # noqa: TRY400 - no locals
        metrics.STAGE_SECONDS.labels("react").observe(time.perf_counter() - started)

    async def _forget(self, batch: PreparedBatch, poison: Sequence[Poison]) -> None:
        """Delete the prepared row, now that its rows are proved; poisoned ones are listed with it."""
        then = partial(self._on_poison, poison=poison) if poison else None
        await repository_prepared.delete_prepared(self._postgres, batch.batch, then=then)
        metrics.EVENTS_STORED.inc(sum(each.events for each in batch.summary.workspaces.values()))

    async def _reload_redirects(self) -> None:
        """Let queries see new merges, at most once a second; what failed or waits is done by the API lane."""
        if time.monotonic() - self._reloaded_at < RELOAD_EVERY_S:
            return
        self._reloaded_at = time.monotonic()
        try:
            await self._clickhouse.command("SYSTEM RELOAD DICTIONARY redirect", comment="redirects")
            self._needs_reload = False
        except ClickHouseError as error:
            self._needs_reload = True
            log.warning("sender.reload_failed", error=str(error)[:200])


def _ignore(batch: PreparedBatch) -> None:
    """Nobody asked to be told."""
    del batch

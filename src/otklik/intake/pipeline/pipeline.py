"""The pipeline: reads the log, decides in batches, hands over to the sender. One works at a time.

Three things go on at once: the next batch is read and decoded, one is decided and committed, the ones before
are shipped. Whatever fails beyond an absent ClickHouse or a single bad item ends `run_pipeline`; started
again, it begins from what PostgreSQL holds.
"""

import asyncio
import gc
import time
import traceback
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

import psycopg
import structlog

from otklik.events.batches import BatchReader
from otklik.events.contracts import Reactor
from otklik.events.prepared import LANE_SHIFT, PIPELINE_LANE, PreparedBatch, batch_id
from otklik.events.sender import Sender
from otklik.infra import metrics
from otklik.infra.clickhouse import ClickHouseError
from otklik.infra.engines import Engines
from otklik.infra.log import PostgresLog
from otklik.intake.pipeline import queries, repository, repository_presence
from otklik.intake.pipeline.batch import Batch
from otklik.intake.pipeline.decide import Decider
from otklik.intake.pipeline.decode import decode_rows
from otklik.intake.pipeline.drops import Drop
from otklik.intake.pipeline.event import Event
from otklik.intake.pipeline.lease import hold_lease, watch_lease
from otklik.intake.pipeline.poison import find_poison, list_refused_rows
from otklik.intake.pipeline.react import LiveNotifier
from otklik.intake.pipeline.reader import LogReader, last_ids
from otklik.intake.pipeline.sessions import MAX_DEVICES
from otklik.intake.pipeline.stages import timed
from otklik.kit.clock import now_ms

log = structlog.get_logger(__name__)

IDLE_S: Final = 0.05
PERIOD_S: Final = 0.1
LONGEST_PERIOD_S: Final = 0.3
"""Small batches are no closer than this, or than ClickHouse takes for one: each is a part there, and many
small ones cost it most."""
GATHER: Final = 1.5
SMALL_EVENTS: Final = 3_000
PRESENCE_EVERY_S: Final = 2.0
UPKEEP_EVERY_S: Final = 5.0
LAG_EVERY_S: Final = 0.25
RESTORED_MS: Final = 86_400_000
PAUSE_S: Final = 0.2
GC_THRESHOLDS: Final = (100_000, 20, 100)
LONGEST_PAUSE_S: Final = 5.0
ENGINE_ERRORS: Final = (psycopg.OperationalError, psycopg.InterfaceError, OSError, repository.LeaseLostError)


@dataclass(frozen=True, slots=True)
class PipelineOptions:
    """What the composition gives: the log's partitions, memory of the duplicate filter, the geo file."""

    partitions: int
    dedup_bytes: int = 64 << 20
    geo_file: Path | None = None


FirstHearer: TypeAlias = Callable[[Sequence[Event]], None]
"""Told at once of what was decided and committed, before the store has it; at most once each: after a death
reactors alone hear of it. Must neither wait nor raise."""


async def run_pipeline(
    engines: Engines,
    *,
    intake_log: PostgresLog,
    options: PipelineOptions,
    reactors: Sequence[Reactor] = (),
    readers: Sequence[BatchReader] = (),
    first_hearers: Sequence[FirstHearer] = (),
    companions: Sequence[Callable[[], Coroutine[None, None, None]]] = (),
) -> None:
    """Wait for the lease, then work until cancelled or until something fails that a new start mends.

    `companions` run as long as the lease is held: what follows the store must be alone as well.
    """
    # A batch makes and frees tens of thousands of dicts; looking for cycles among them finds none.
    gc.set_threshold(*GC_THRESHOLDS)
    live = LiveNotifier(engines.bus)
    async with hold_lease(engines.postgres) as lease, asyncio.TaskGroup() as tasks:
        tasks.create_task(watch_lease(lease))
        for companion in companions:
            tasks.create_task(companion())
        tasks.create_task(live.run())
        work = await Pipeline.start(engines, intake_log, options, (live, *reactors), readers=readers)
        work.first_hearers = first_hearers
        tasks.create_task(work.run())


class Pipeline:
    """A started pipeline: leftovers shipped, state restored, position known."""

    def __init__(
        self,
        engines: Engines,
        intake_log: PostgresLog,
        *,
        reader: LogReader,
        decider: Decider,
        sender: Sender,
    ) -> None:
        self._engines = engines
        self._log = intake_log
        self._reader = reader
        self._decider = decider
        self._sender = sender
        self._read: asyncio.Queue[Batch] = asyncio.Queue(1)
        self._positions: dict[int, int] = {}
        self._sequence = 0
        self._arrivals: dict[int, int] = {}
        self._reading_ms = 0
        self.first_hearers: Sequence[FirstHearer] = ()

    @classmethod
    async def start(
        cls,
        engines: Engines,
        intake_log: PostgresLog,
        options: PipelineOptions,
        reactors: Sequence[Reactor],
        *,
        readers: Sequence[BatchReader] = (),
        decider_type: type[Decider] = Decider,
    ) -> "Pipeline":
        """Take over: raise the epochs, ship what was left, restore sessions."""
        async with engines.postgres.connection() as connection:
            state = await repository.take_over(connection, range(options.partitions))
        decider = decider_type(
            engines,
            epochs={part: each.epoch for part, each in state.items()},
            dedup_bytes=options.dedup_bytes,
            geo_file=options.geo_file,
        )
        positions = {part: each.position for part, each in state.items()}
        sender = Sender(
            engines.postgres,
            engines.clickhouse,
            reactors=reactors,
            readers=readers,
            on_poison=list_refused_rows,
        )
        work = cls(
            engines, intake_log, reader=LogReader(intake_log, positions), decider=decider, sender=sender
        )
        sender.on_shipped = work.note_shipped
        work._positions, work._sequence = positions, state[0].sequence
        left = await sender.recover()
        await decider.duplicates.restore(carrier=state[0].carrier)
        await work._restore_sessions()
        log.info("pipeline.started", positions=positions, left=left)
        return work

    async def run(self) -> None:
        """Work until cancelled; raises when a new start is needed."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._sender.run())
            tasks.create_task(self._decider.duplicates.load())
            tasks.create_task(self._read_ahead())
            tasks.create_task(self._decide())
            tasks.create_task(self._keep_presence())
            tasks.create_task(self._keep_up())
            tasks.create_task(self._tell_lag())

    async def _read_ahead(self) -> None:
        handed_at = 0.0
        while True:
            rows = await self._reader.read()
            if not rows:
                await asyncio.sleep(IDLE_S)
                continue
            self._reading_ms = rows[0].received_at_ms
            period_s = min(max(PERIOD_S, self._sender.delivery_s * GATHER), LONGEST_PERIOD_S)
            pause_s = handed_at + period_s - time.monotonic()
            if pause_s > 0 and sum(len(row.body.items) for row in rows) < SMALL_EVENTS:
                await asyncio.sleep(pause_s)
                rows += await self._reader.read()
            with timed("decode", sum(len(row.body.items) for row in rows)):
                events = decode_rows(rows)
            handed_at = time.monotonic()
            await self._read.put(Batch(rows=rows, events=events, positions=last_ids(rows)))

    async def _decide(self) -> None:
        while True:
            batch = await self._read.get()
            batch.number = batch_id(PIPELINE_LANE, self._sequence + 1)
            self._arrivals[batch.number] = min((row.received_at_ms for row in batch.rows), default=0)
            prepared = await self._decide_patiently(batch)
            self._sequence += max(len(prepared), 1)
            self._positions.update(batch.positions)
            for hearer in self.first_hearers:
                hearer(batch.events)
            _count_drops(batch.events)
            if not any(each.counts for each in prepared):
                self.note_shipped_number(batch.number + max(len(prepared), 1) - 1)
            for each in prepared:
                await self._sender.submit(each)

    async def _decide_patiently(self, batch: Batch) -> list[PreparedBatch]:
        """Wait out an absent ClickHouse; leave out the items on which a step fails."""
        drops = [event.drop for event in batch.events]
        pause_s = PAUSE_S
        while True:
            try:
                return await self._decider.decide(batch)
            except ENGINE_ERRORS:
                raise
            except ClickHouseError as error:
                log.warning("pipeline.clickhouse_away", error=str(error)[:300], retry_s=pause_s)
                await asyncio.sleep(pause_s)
                pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
            except Exception as error:  # noqa: BLE001 - whatever it is, the other items must go on
                # The text alone: a rendered traceback would print whole batches of people's data.
                trace = "".join(traceback.format_exception(error))
                log.error("pipeline.batch_failed", batch=batch.number, events=len(batch.events), trace=trace)  # noqa: TRY400 - no locals
                batch.forget_decisions(drops)
                drops = await self._mark_poison(batch, drops)
            batch.forget_decisions(drops)

    async def _mark_poison(self, batch: Batch, drops: Sequence[str]) -> list[str]:
        """The drops with the poisoned items among them. Raises when nothing alone is to blame."""

        async def rehearse(events: Sequence[Event]) -> bool:
            part = Batch(rows=batch.rows, events=events, positions=batch.positions, number=batch.number)
            before = [event.drop for event in events]
            try:
                await self._decider.rehearse(part)
            except (*ENGINE_ERRORS, ClickHouseError):
                raise
            except Exception:  # noqa: BLE001 - told once, by the batch that failed
                return False
            finally:
                part.forget_decisions(before)
            return True

        poison = {event.pos for event in await find_poison(batch.events, rehearse)}
        if not poison:
            raise RuntimeError("the batch fails, each of its items alone does not")
        marked = zip(batch.events, drops, strict=True)
        return [Drop.POISON if event.pos in poison else drop for event, drop in marked]

    def note_shipped(self, prepared: PreparedBatch) -> None:
        """ClickHouse has this batch, the proof is there."""
        if prepared.batch >> LANE_SHIFT == PIPELINE_LANE:
            self.note_shipped_number(prepared.batch)

    def note_shipped_number(self, number: int) -> None:
        """Everything up to this batch of our lane is done."""
        self._decider.duplicates.forget_shipped(number)
        for known in [each for each in self._arrivals if each <= number]:
            del self._arrivals[known]

    async def _restore_sessions(self) -> None:
        clickhouse, book = self._engines.clickhouse, self._decider.sessions
        since_ms = now_ms() - RESTORED_MS
        for device, span in await queries.list_sessions(clickhouse, since_ms=since_ms, limit=MAX_DEVICES):
            book.restore(device, span)
        for device, moment_ms in await repository_presence.list_last_moments(
            self._engines.postgres, limit=MAX_DEVICES
        ):
            book.prolong(device, moment_ms)

    async def _keep_presence(self) -> None:
        while True:
            await asyncio.sleep(PRESENCE_EVERY_S)
            await self._decider.presence.flush(self._engines.postgres)

    async def _keep_up(self) -> None:
        """Room in the log ahead, none behind; yesterday's visitors are not present."""
        while True:
            await self._log.ensure_partitions()
            await self._log.trim(self._positions)
            await repository_presence.forget_absent(self._engines.postgres)
            metrics.BACKLOG_BYTES.set(await self._log.backlog_bytes())
            await asyncio.sleep(UPKEEP_EVERY_S)

    async def _tell_lag(self) -> None:
        while True:
            oldest = min(self._arrivals.values(), default=0)
            metrics.LAG_MS.set(max(0, now_ms() - oldest) if oldest else 0)
            await asyncio.sleep(LAG_EVERY_S)


def _count_drops(events: Sequence[Event]) -> None:
    counts: dict[str, int] = {}
    for event in events:
        if event.drop:
            counts[event.drop] = counts.get(event.drop, 0) + 1
    for reason, number in counts.items():
        metrics.DROPPED.labels(reason).inc(number)

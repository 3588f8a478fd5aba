"""Drops what has been accepted before: (workspace, messageId) counts once within 24 hours."""

import asyncio
import time
from collections.abc import Sequence
from typing import Final

import numpy as np
import structlog

from otklik.infra.clickhouse import ClickHouse
from otklik.intake.pipeline import queries
from otklik.intake.pipeline.drops import Drop
from otklik.intake.pipeline.duplicates import MessageFilter
from otklik.intake.pipeline.event import Event
from otklik.kit.clock import now_ms

log = structlog.get_logger(__name__)

HOUR_MS: Final = 3_600_000
CARRY_EVERY_S: Final = 5.0
CARRY_IDS: Final = 50_000

Ids = dict[int, list[int]]
"""Message hashes by the hour of their arrival (hours since 1970)."""


class Deduplicator:
    """Decides new or seen; `commit` makes a batch count, `forget_shipped` when ClickHouse has its ids.

    An insert costs ClickHouse the same for ten ids as for ten thousand, so ids of committed batches gather in
    memory until a batch carries them all to `seen`. The last carrier is kept with the positions; what came
    after it is read back from the events at the next start. Until the filter is loaded (at start, in the
    background) every id is suspected and looked up.
    """

    def __init__(self, clickhouse: ClickHouse, memory_bytes: int) -> None:
        self._clickhouse = clickhouse
        self._filter = MessageFilter(memory_bytes)
        self._unshipped: dict[int, set[int]] = {}
        self._staged: Ids = {}
        self._gathered: Ids = {}
        self._gathered_ids: set[int] = set()
        self._is_carrying = False
        self._carried_at = 0.0
        self._is_loaded = False

    async def restore(self, *, carrier: int) -> None:
        """Gather the ids of batches after the last carrier; call at start, when all of them are shipped."""
        for hour, hashes in (await queries.read_uncarried(self._clickhouse, carrier=carrier)).items():
            self._gather(hour, hashes)
            self._filter.add(np.array(hashes, dtype=np.uint64), hour)

    async def load(self) -> None:
        """Fill the filter from `seen`; runs beside the pipeline."""
        hours = await queries.count_seen_by_hour(self._clickhouse, now_hour=now_ms() // HOUR_MS)
        for hour, ids in hours.items():
            slices = ids // queries.LOAD_IDS + 1
            for number in range(slices):
                hashes = await queries.read_seen(self._clickhouse, hour=hour, slices=slices, number=number)
                self._filter.add(np.array(hashes, dtype=np.uint64), hour)
                await asyncio.sleep(0)
        self._is_loaded = True
        log.info("pipeline.filter_loaded", ids=sum(hours.values()))

    async def mark(self, events: Sequence[Event], *, batch: int) -> None:
        """Set `drop` on repeats; `batch` is the number the new ids will be shipped under."""
        fresh = self._mark_repeats_within(events)
        if not fresh:
            return
        hashes = np.fromiter(fresh, dtype=np.uint64, count=len(fresh))
        suspects = hashes[self._filter.find_suspects(hashes)].tolist() if self._is_loaded else list(fresh)
        seen = await self._confirm(suspects, batch) if suspects else set()
        for message_hash in seen:
            fresh[message_hash].drop = Drop.DUPLICATE
        self._staged.clear()
        for message_hash, event in fresh.items():
            if message_hash not in seen:
                self._staged.setdefault(event.received_ms // HOUR_MS, []).append(message_hash)

    def _mark_repeats_within(self, events: Sequence[Event]) -> dict[int, Event]:
        """The first event of each id in this batch; the others are repeats."""
        fresh: dict[int, Event] = {}
        for event in events:
            if event.drop:
                continue
            if event.message_hash in fresh:
                event.drop = Drop.DUPLICATE
            else:
                fresh[event.message_hash] = event
        return fresh

    async def _confirm(self, suspects: Sequence[int], batch: int) -> set[int]:
        recent = (self._gathered_ids, *self._unshipped.values())
        seen = {each for each in suspects if any(each in ids for ids in recent)}
        unknown = [each for each in suspects if each not in seen]
        if unknown:
            now_hour = now_ms() // HOUR_MS
            seen |= await queries.find_seen(
                self._clickhouse, hashes=unknown, now_hour=now_hour, before_batch=batch
            )
        return seen

    def carry(self) -> Ids:
        """The rows of `seen` that the batch at work shall carry: all gathered ids and its own, or none."""
        ids = len(self._gathered_ids) + sum(map(len, self._staged.values()))
        is_due = time.monotonic() - self._carried_at >= CARRY_EVERY_S or ids >= CARRY_IDS
        self._is_carrying = is_due and ids > 0
        if not self._is_carrying:
            return {}
        hours = self._gathered.keys() | self._staged.keys()
        return {hour: self._gathered.get(hour, []) + self._staged.get(hour, []) for hour in sorted(hours)}

    @property
    def is_carrying(self) -> bool:
        """Whether the batch at work is a carrier."""
        return self._is_carrying

    def commit(self, batch: int) -> None:
        """The batch is committed; its ids count from now on."""
        for hour, hashes in self._staged.items():
            self._filter.add(np.array(hashes, dtype=np.uint64), hour)
            self._gather(hour, hashes)
        self._staged.clear()
        if self._is_carrying:
            self._unshipped[batch] = self._gathered_ids
            self._gathered, self._gathered_ids = {}, set()
            self._is_carrying, self._carried_at = False, time.monotonic()

    def _gather(self, hour: int, hashes: Sequence[int]) -> None:
        self._gathered.setdefault(hour, []).extend(hashes)
        self._gathered_ids.update(hashes)

    def rollback(self) -> None:
        """Forget the batch at work."""
        self._staged.clear()
        self._is_carrying = False

    def forget_shipped(self, batch: int) -> None:
        """ClickHouse has the ids of `batch`."""
        self._unshipped.pop(batch, None)

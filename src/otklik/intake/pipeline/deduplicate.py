"""Drops what has been accepted before: (workspace, messageId) counts once within 24 hours."""

import asyncio
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


class Deduplicator:
    """Decides new or seen; `commit` makes a batch count, `forget_shipped` when ClickHouse has its ids.

    Until the filter is loaded (at start, in the background) every id is suspected and looked up.
    """

    def __init__(self, clickhouse: ClickHouse, memory_bytes: int) -> None:
        self._clickhouse = clickhouse
        self._filter = MessageFilter(memory_bytes)
        self._unshipped: dict[int, set[int]] = {}
        self._staged: dict[int, list[int]] = {}
        self._is_loaded = False

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
        seen = {each for each in suspects if any(each in ids for ids in self._unshipped.values())}
        unknown = [each for each in suspects if each not in seen]
        if unknown:
            now_hour = now_ms() // HOUR_MS
            seen |= await queries.find_seen(
                self._clickhouse, hashes=unknown, now_hour=now_hour, before_batch=batch
            )
        return seen

    @property
    def staged(self) -> dict[int, list[int]]:
        """New ids of the batch at work, by hour of arrival: the rows of `seen`."""
        return self._staged

    def commit(self, batch: int) -> None:
        """The batch is committed; its ids count from now on."""
        ids = self._unshipped.setdefault(batch, set())
        for hour, hashes in self._staged.items():
            self._filter.add(np.array(hashes, dtype=np.uint64), hour)
            ids.update(hashes)
        self._staged.clear()

    def rollback(self) -> None:
        """Forget the batch at work."""
        self._staged.clear()

    def forget_shipped(self, batch: int) -> None:
        """ClickHouse has the ids of `batch`."""
        self._unshipped.pop(batch, None)

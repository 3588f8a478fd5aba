"""The follower that keeps what follows from events: the facts of homes by ticks, and the rows of `people`.

Ticks add the differences of new batches, once and for all (`facts_ticks`); then the rows of the people whom
the batches touched are written anew (`facts_people`), which may be repeated at will. What was missed while
nobody followed is found by watermarks, the last batch of each lane that was counted, and that is shown.
"""

import asyncio
import time
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec
import structlog

from otklik.events import facts_people, queries_facts, repository_facts
from otklik.events.contracts import BatchSummary
from otklik.events.facts_ticks import LANES, FactsCounter, NamesCounter, Ticks, find_proved
from otklik.events.live import CHANNEL, Notice
from otklik.events.prepared import LANE_SHIFT
from otklik.infra.engines import Engines

log = structlog.get_logger(__name__)

PERIOD_S: Final = 1.0
COUNTING_REST: Final = 2.0
"""Counting takes at most a third of the time: whoever asks reads what is not counted yet."""
REST: Final = 3.0
"""Rows of `people` are written at most a quarter of the time: under a flood they come later, not dearer."""
LONGEST_REST_S: Final = 3.0
"""One slow writing, at a cold start, shall not keep the next visitor out of the list."""
MAX_WAITING: Final = 200_000
"""Touched people kept in memory; beyond them the follower reads their batches from the store again."""
SCAN_BATCHES: Final = 32
_RETRY_S: Final = 2.0

Touched = facts_people.Touched


class Facts:
    """A reactor that gathers, and `run` that counts."""

    def __init__(
        self, engines: Engines, *, period_s: float = PERIOD_S, max_waiting: int = MAX_WAITING
    ) -> None:
        self._engines = engines
        self._period_s = period_s
        self._max_waiting = max_waiting
        self._ticks = Ticks(engines, FactsCounter())
        self._names = Ticks(engines, NamesCounter())
        self._waiting: set[Touched] = set()
        self._counted: set[Touched] = set()
        """Those who waited before the last count began: only their rows can be whole."""
        self._newest: dict[int, int] = {}
        self._counted_to: dict[int, int] = {}
        self._is_new = True
        self._must_scan = True
        self._rest_until = 0.0
        self._has_news = asyncio.Event()
        self._has_news.set()

    async def __call__(self, summaries: Sequence[BatchSummary]) -> None:
        """Take the people of shipped batches."""
        for summary in summaries:
            lane = summary.batch >> LANE_SHIFT
            self._newest[lane] = max(self._newest.get(lane, 0), summary.batch)
            for workspace_id, each in summary.workspaces.items():
                self._waiting.update((workspace_id, person) for person in (*each.persons, *each.merged))
        if len(self._waiting) + len(self._counted) > self._max_waiting:
            self._waiting.clear()
            self._counted.clear()
            self._must_scan = True
        self._has_news.set()

    async def run(self) -> None:
        """Count for ever; cancel to stop."""
        while True:
            await self._has_news.wait()
            started = time.monotonic()
            try:
                self._has_news.clear()
                await self._follow()
            except Exception:
                # The pipeline must not fall because of its follower; who waits is still waiting.
                log.exception("facts.failed")
                self._has_news.set()
                await asyncio.sleep(_RETRY_S)
            else:
                took_s = time.monotonic() - started
                await asyncio.sleep(max(self._period_s, min(COUNTING_REST * took_s, LONGEST_REST_S)))

    async def _follow(self) -> None:
        await self.count()
        started = time.monotonic()
        if started < self._rest_until:
            self._has_news.set()
            return
        await self.show()
        now = time.monotonic()
        self._rest_until = now + min(REST * (now - started), LONGEST_REST_S)

    async def count_waiting(self) -> None:
        """Count and show everything shipped until now."""
        await self.count()
        await self.show()

    async def count(self) -> None:
        """Count the batches shipped until now."""
        if self._is_new:
            for lane, batch in (await find_proved(self._engines)).items():
                self._newest[lane] = max(self._newest.get(lane, 0), batch)
        newest = dict(self._newest)
        coming, self._waiting = self._waiting, set()
        try:
            await self._ticks.advance(newest)
            await self._names.advance(newest)
        except BaseException:
            self._waiting |= coming
            raise
        self._counted |= coming
        self._counted_to = newest
        self._is_new = False

    async def show(self) -> None:
        """Write the rows of everybody touched by what was counted; when it fails they are still waiting.

        Whoever came while it was counted waits for the next count: his row would be without his facts.
        """
        waiting, self._counted = self._counted, set()
        newest = dict(self._counted_to)
        must_scan, self._must_scan = self._must_scan, self._must_scan and newest != self._newest
        try:
            if must_scan:
                await self._show_missed(newest)
            await facts_people.write_people(self._engines, waiting)
            if newest:
                await repository_facts.save_done(self._engines.postgres, newest)
            if waiting or must_scan:
                notice = msgspec.json.encode(Notice(is_shown=True)).decode()
                await self._engines.bus.publish(CHANNEL, notice)
        except BaseException:
            self._counted |= waiting
            self._must_scan = self._must_scan or must_scan
            self._has_news.set()
            raise

    async def _show_missed(self, newest: dict[int, int]) -> None:
        """Write the rows of the people of all batches after the watermark."""
        done = (await repository_facts.read_watermark(self._engines.postgres)).done
        for lane in LANES:
            first = done.get(str(lane), lane << LANE_SHIFT) + 1
            for start in range(first, newest.get(lane, 0) + 1, SCAN_BATCHES):
                last = min(start + SCAN_BATCHES - 1, newest[lane])
                touched = await queries_facts.list_touched(self._engines.clickhouse, first=start, last=last)
                await facts_people.write_people(self._engines, touched)
                await repository_facts.save_done(self._engines.postgres, {lane: last})

    async def count_people(self, touched: Iterable[Touched]) -> None:
        """Count what is stored and write the rows of these (workspace, person), whoever they belong to."""
        self._is_new = True
        await self.count()
        await facts_people.write_people(self._engines, touched)

"""Ticks: each adds the differences that a stretch of batches makes to the facts of home profiles, once.

A tick is claimed in PostgreSQL before its INSERT, which is one part with a sentinel in it: after a crash or
an error of unknown outcome the sentinel tells whether it is in (docs/adr/0005-facts-by-ticks.md).
"""

from collections.abc import Mapping
from typing import Final, Protocol

import structlog

from otklik.events import queries_facts, queries_ticks, repository_facts
from otklik.events.batches import API_LANE, LANE_SHIFT, PIPELINE_LANE
from otklik.events.repository_facts import Progress
from otklik.infra.clickhouse import ClickHouse
from otklik.infra.engines import Engines

log = structlog.get_logger(__name__)

LANES: Final = (PIPELINE_LANE, API_LANE)
BATCHES: Final = 32
"""Batches of a lane in one tick at most: what a statement may hold in memory."""


class Counter(Protocol):
    """What a tick adds to; `name` of its watermark."""

    name: str

    async def find_last(self, clickhouse: ClickHouse) -> int:
        """The newest tick that is in."""

    async def count(self, clickhouse: ClickHouse, progress: Progress) -> None:
        """Carry out the claim; as a whole or not at all."""


class FactsCounter:
    """The facts of homes."""

    name = repository_facts.TICKS

    async def find_last(self, clickhouse: ClickHouse) -> int:
        """See Counter."""
        return await queries_ticks.find_last_tick(clickhouse)

    async def count(self, clickhouse: ClickHouse, progress: Progress) -> None:
        """The sentinel comes last: when it is there, the trades are."""
        stretches = list(progress.claim.values())
        await queries_ticks.copy_trades(clickhouse, stretches=stretches)
        await queries_ticks.insert_differences(clickhouse, tick=progress.tick, stretches=stretches)


class NamesCounter:
    """How often homes did what, by name, and since when they exist."""

    name = repository_facts.NAMES

    async def find_last(self, clickhouse: ClickHouse) -> int:
        """See Counter."""
        return await queries_ticks.find_last_names(clickhouse)

    async def count(self, clickhouse: ClickHouse, progress: Progress) -> None:
        """All in one statement, with how far it comes."""
        await queries_ticks.insert_names(
            clickhouse,
            tick=progress.tick,
            stretches=list(progress.claim.values()),
            reached={int(lane): batch for lane, batch in _reached(progress).items()},
        )


class Ticks:
    """Used by one process at a time (the lease holder)."""

    def __init__(self, engines: Engines, counter: Counter) -> None:
        self._engines = engines
        self._counter = counter
        self._progress: Progress | None = None
        self._is_certain = False

    async def advance(self, newest: Mapping[int, int]) -> None:
        """Count all batches up to `newest` of each lane, which must be proved to be stored."""
        progress = await self._settle()
        while claim := _next_claim(progress, newest):
            progress = Progress(tick=progress.tick + 1, claim=claim, done=_reached(progress))
            self._is_certain = False
            await repository_facts.save_progress(self._engines.postgres, progress, self._counter.name)
            self._progress = progress
            await self._count(progress)

    async def _settle(self) -> Progress:
        """Where we are, the last claim carried out."""
        if self._progress is not None and self._is_certain:
            return self._progress
        clickhouse = self._engines.clickhouse
        progress = await repository_facts.read_progress(self._engines.postgres, self._counter.name)
        self._progress = progress
        await queries_ticks.wait_until_idle(clickhouse)
        if progress.claim and await self._counter.find_last(clickhouse) < progress.tick:
            log.info("facts.tick_repeated", tick=progress.tick, of=self._counter.name)
            await self._count(progress)
        self._is_certain = True
        return progress

    async def _count(self, progress: Progress) -> None:
        await self._counter.count(self._engines.clickhouse, progress)
        self._is_certain = True


def _reached(progress: Progress) -> dict[str, int]:
    return progress.done | {lane: last for lane, (_, last) in progress.claim.items()}


def _next_claim(progress: Progress, newest: Mapping[int, int]) -> dict[str, tuple[int, int]]:
    """The next stretch of each lane that has one."""
    reached = _reached(progress)
    claim: dict[str, tuple[int, int]] = {}
    for lane in LANES:
        first = reached.get(str(lane), lane << LANE_SHIFT) + 1
        last = min(first + BATCHES - 1, newest.get(lane, 0))
        if first <= last:
            claim[str(lane)] = (first, last)
    return claim


async def find_proved(engines: Engines) -> dict[int, int]:
    """The last batch of each lane up to which all are proved to be stored.

    The store is asked first: a batch that is there and not proved is still among the prepared ones then.
    """
    proved: dict[int, int] = {}
    for lane in LANES:
        start, end = lane << LANE_SHIFT, ((lane + 1) << LANE_SHIFT) - 1
        stored = await queries_facts.find_newest_batch(engines.clickhouse, first=start, last=end)
        waiting = await repository_facts.find_first_prepared(engines.postgres, lane)
        if stored is not None:
            proved[lane] = stored if waiting is None else min(stored, waiting - 1)
    return proved

"""Reads people of whom nothing is remembered, up to the batches that the follower has reached."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Final

import msgspec
import structlog

from otklik.infra.clickhouse import ClickHouseError
from otklik.infra.engines import Engines
from otklik.profiles import service as profiles
from otklik.segments.language.conditions import All, Condition
from otklik.segments.live import judging, queries_judging, queries_remembered, queries_touched
from otklik.segments.live.trails import Row
from otklik.segments.live.watched import Watched
from otklik.segments.sets.queries_compile import compile_answers

log = structlog.get_logger(__name__)

_EXISTS: Final = All(())
READ_TOGETHER: Final = 10_000


class ReadPerson(msgspec.Struct, frozen=True):
    """Somebody as he is in the stores.

    `facts`: bits of what only the store tells; None: he does not exist.
    """

    root: int
    homes: tuple[int, ...]
    facts: int | None
    rows: Sequence[Row]


class Reader:
    """Reads for one step and workspace.

    `heavy`: homes of people with more than `most` events that matter, or too much for the store; `missing`:
    homes that belong together otherwise in the store than in PostgreSQL, for a merge is on its way.
    """

    def __init__(
        self, engines: Engines, watched: Watched, *, after: Mapping[int, int], now_ms: int, most: int
    ) -> None:
        self._engines = engines
        self._watched = watched
        self._after = after
        self._now_ms = now_ms
        self._most = most
        self.heavy: set[int] = set()
        self.missing: set[int] = set()

    async def read(self, homes: Sequence[int]) -> list[ReadPerson]:
        """The people of these homes; in halves what is too much for the store at once."""
        if not homes:
            return []
        try:
            return await self._read_together(homes)
        except ClickHouseError as error:
            if not error.code:  # it is away
                raise
            if len(homes) == 1:
                self.heavy.update(homes)
                return []
            log.warning("segments.too_much_to_remember", homes=len(homes), error=str(error)[:300])
        middle = len(homes) // 2
        return await self.read(homes[:middle]) + await self.read(homes[middle:])

    async def _read_together(self, homes: Sequence[int]) -> list[ReadPerson]:
        workspace_id = self._watched.workspace_id
        found = await profiles.list_clusters(self._engines, workspace_id=workspace_id, people=homes)
        clusters = {cluster.root: cluster.members for cluster in found.values()}
        members = sorted({home for each in clusters.values() for home in each})
        facts, rows = await asyncio.gather(self._ask_facts(members), self._list_rows(members))
        # Asked afterwards: whatever moved since PostgreSQL was asked shows here.
        roots = await queries_touched.find_roots(
            self._engines.clickhouse, workspace_id=workspace_id, homes=members
        )
        people = []
        for root, of_him in clusters.items():
            events = [event for home in of_him for event in rows.get(home, ())]
            if any(roots[home] != root for home in of_him):
                self.missing.update(of_him)
            elif len(events) > self._most:
                self.heavy.update(of_him)
            else:
                his_rows = [row for event in events for row in event]
                people.append(ReadPerson(root, of_him, facts.get(root), his_rows))
        return people

    async def _list_rows(self, homes: Sequence[int]) -> dict[int, list[list[Row]]]:
        """By home the rows of each of his events."""
        by_home: dict[int, list[list[Row]]] = {}
        if self._watched.program.layout.tracks:
            found = await queries_remembered.list_known(
                self._engines.clickhouse,
                workspace_id=self._watched.workspace_id,
                layout=self._watched.program.layout,
                zone=self._watched.zone,
                homes=homes,
                done=self._after,
                now_ms=self._now_ms,
                most=self._most,
            )
            for home, rows in found:
                by_home.setdefault(home, []).append(rows)
        return by_home

    async def _ask_facts(self, homes: Sequence[int]) -> dict[int, int]:
        """The facts of everybody of `homes` who exists, as bits, by root."""
        facts = self._watched.program.facts
        conditions: Sequence[Condition] = facts or [_EXISTS]
        asked = await judging.make_asked(self._engines, self._watched, now_ms=self._now_ms)
        statement = compile_answers(conditions, msgspec.structs.replace(asked, homes="{homes:Array(UInt64)}"))
        answers = await queries_judging.list_facts(
            self._engines.clickhouse, statement, workspace_id=self._watched.workspace_id, homes=list(homes)
        )
        return {root: sum(1 << number for number in holds) if facts else 0 for root, holds in answers.items()}


class Reading:
    """People who are being read, portion by portion; the first portion is on its way at once."""

    def __init__(self, reader: Reader, homes: Sequence[int]) -> None:
        self.reader = reader
        self._homes = homes
        self._first = asyncio.create_task(reader.read(homes[:READ_TOGETHER]))
        self._first.add_done_callback(_look_at)

    async def portions(self) -> AsyncIterator[list[ReadPerson]]:
        """All of them. Raises what reading raises."""
        yield await self._first
        for start in range(READ_TOGETHER, len(self._homes), READ_TOGETHER):
            yield await self.reader.read(self._homes[start : start + READ_TOGETHER])

    def stop(self) -> None:
        """Nobody waits for them any more."""
        self._first.cancel()


def _look_at(task: asyncio.Task[list[ReadPerson]]) -> None:
    """What a reading failed with that nobody waits for is not told twice."""
    if not task.cancelled():
        task.exception()

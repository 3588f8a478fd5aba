"""The follower that keeps `people`: what follows from events, recounted for the people whom a batch touched.

It counts whole people, not differences: a repeat gives the same row, so a crash, a replay or a late event
needs no care. Touched people are gathered and counted at most once a second; what was missed while nobody
counted is found by the watermark, the last batch of each lane whose people are done.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

import structlog

from otklik.events import queries_facts, repository_facts
from otklik.events.contracts import BatchSummary
from otklik.events.facts_rows import PEOPLE, Counted, PersonRow, make_row, read_object
from otklik.events.prepared import API_LANE, LANE_SHIFT, PIPELINE_LANE, encode_rows
from otklik.infra.engines import Engines
from otklik.profiles import service as profiles
from otklik.profiles.service import Cluster

log = structlog.get_logger(__name__)

PERIOD_S: Final = 1.0
CHUNK: Final = 600
"""People counted by one statement: most of its cost is the same for ten and for hundreds (measured)."""
MAX_WAITING: Final = 200_000
"""Touched people kept in memory; beyond them the follower reads their batches from the store again."""
SCAN_BATCHES: Final = 32
_RETRY_S: Final = 2.0
_LANES: Final = (PIPELINE_LANE, API_LANE)

Rows = Sequence[Mapping[str, Any]]
Touched = tuple[int, int]


class Facts:
    """A reactor that gathers, and `run` that counts."""

    def __init__(self, engines: Engines, *, period_s: float = PERIOD_S) -> None:
        self._engines = engines
        self._period_s = period_s
        self._waiting: set[Touched] = set()
        self._newest: dict[int, int] = {}
        self._must_scan = True
        self._has_news = asyncio.Event()
        self._has_news.set()

    async def __call__(self, summaries: Sequence[BatchSummary]) -> None:
        """Take the people of shipped batches."""
        for summary in summaries:
            lane = summary.batch >> LANE_SHIFT
            self._newest[lane] = max(self._newest.get(lane, 0), summary.batch)
            for workspace_id, each in summary.workspaces.items():
                self._waiting.update((workspace_id, person) for person in (*each.persons, *each.merged))
        if len(self._waiting) > MAX_WAITING:
            self._waiting.clear()
            self._must_scan = True
        self._has_news.set()

    async def run(self) -> None:
        """Count for ever; cancel to stop."""
        while True:
            await self._has_news.wait()
            try:
                await self.count_waiting()
            except Exception:
                # The pipeline must not fall because of its follower; who waits is still waiting.
                log.exception("facts.failed")
                await asyncio.sleep(_RETRY_S)
            else:
                await asyncio.sleep(self._period_s)

    async def count_waiting(self) -> None:
        """Count everybody touched until now; when it fails they are still waiting."""
        self._has_news.clear()
        waiting, self._waiting = self._waiting, set()
        newest = dict(self._newest)
        must_scan, self._must_scan = self._must_scan, False
        try:
            if must_scan:
                newest |= await self._catch_up()
            await self.count_people(waiting)
            if newest:
                await repository_facts.save_done(self._engines.postgres, newest)
        except BaseException:
            self._waiting |= waiting
            self._must_scan = self._must_scan or must_scan
            self._has_news.set()
            raise

    async def _catch_up(self) -> dict[int, int]:
        """Count the people of all batches after the watermark. Returns how far each lane has come."""
        done = (await repository_facts.read_watermark(self._engines.postgres)).done
        reached: dict[int, int] = {}
        for lane in _LANES:
            first = done.get(str(lane), lane << LANE_SHIFT) + 1
            newest = await queries_facts.find_newest_batch(
                self._engines.clickhouse, first=first, last=((lane + 1) << LANE_SHIFT) - 1
            )
            for start in range(first, (newest or 0) + 1, SCAN_BATCHES):
                last = min(start + SCAN_BATCHES - 1, newest or 0)
                touched = await queries_facts.list_touched(self._engines.clickhouse, first=start, last=last)
                await self.count_people(touched)
                reached[lane] = last
                await repository_facts.save_done(self._engines.postgres, {lane: last})
        return reached

    async def count_people(self, touched: Iterable[Touched]) -> None:
        """Recount these (workspace, person) now, whoever they belong to."""
        by_workspace: defaultdict[int, set[int]] = defaultdict(set)
        for workspace_id, person in touched:
            by_workspace[workspace_id].add(person)
        if not by_workspace:
            return
        version = await repository_facts.take_version(self._engines.postgres)
        for workspace_id, people in sorted(by_workspace.items()):
            for number, chunk in enumerate(_chunks(sorted(people))):
                await self._count_chunk(workspace_id, chunk, version, number)

    async def _count_chunk(self, workspace_id: int, people: list[int], version: int, number: int) -> None:
        clusters = await profiles.list_clusters(self._engines, workspace_id=workspace_id, people=people)
        roots = {cluster.root: cluster for cluster in clusters.values()}
        counted = await self._count(workspace_id, roots)
        rows = [
            make_row(counted[root], workspace_id=workspace_id, version=version, stage=cluster.stage)
            for root, cluster in roots.items()
            if root in counted
        ]
        rows += await self._tombstones(workspace_id, set(people) | set(roots), set(counted), version)
        if rows:
            token = f"facts-{version}-{workspace_id}-{number}"
            await self._engines.clickhouse.insert(PEOPLE, encode_rows(rows), token=token)

    async def _tombstones(
        self, workspace_id: int, people: set[int], alive: set[int], version: int
    ) -> list[PersonRow]:
        """Rows that hide who was merged into another, or has no events left."""
        gone = sorted(people - alive)
        if not gone:
            return []
        stored = await queries_facts.list_stored(
            self._engines.clickhouse, workspace_id=workspace_id, people=gone
        )
        return [
            PersonRow(workspace_id=workspace_id, person=person, version=version, is_deleted=1)
            for person in stored
        ]

    async def _count(self, workspace_id: int, roots: Mapping[int, Cluster]) -> dict[int, Counted]:
        """Everything ClickHouse knows of these roots."""
        homes = {member: cluster.root for cluster in roots.values() for member in cluster.members}
        clickhouse = self._engines.clickhouse
        events = await queries_facts.count_events(clickhouse, workspace_id=workspace_id, clusters=homes)
        counted = {row["root"]: Counted(events=row) for row in events}
        visited = _only(homes, {row["root"] for row in events if row["sessions_count"]})
        if visited:
            sessions, activity = await asyncio.gather(
                queries_facts.list_sessions(clickhouse, workspace_id=workspace_id, clusters=visited),
                queries_facts.sum_activity(clickhouse, workspace_id=workspace_id, clusters=visited),
            )
            for row in sessions:
                counted[row["root"]].sessions = row
            for row in activity:
                counted[row["root"]].active_ms = row["active_ms"]
        shoppers = _only(homes, {row["root"] for row in events if row["has_shop"]})
        if shoppers:
            await self._count_shop(workspace_id, shoppers, counted)
        return counted

    async def _count_shop(
        self, workspace_id: int, homes: Mapping[int, int], counted: Mapping[int, Counted]
    ) -> None:
        clickhouse = self._engines.clickhouse
        orders, cart, goods = await asyncio.gather(
            queries_facts.sum_orders(clickhouse, workspace_id=workspace_id, clusters=homes),
            queries_facts.list_recent(
                clickhouse, workspace_id=workspace_id, clusters=homes, names=queries_facts.CART_EVENTS
            ),
            queries_facts.list_recent(
                clickhouse, workspace_id=workspace_id, clusters=homes, names=queries_facts.GOODS_EVENTS
            ),
        )
        for row in orders:
            counted[row["root"]].orders = row
        for row in cart:
            counted[row["root"]].cart.append((row["name"], read_object(row["properties"])))
        for row in goods:
            counted[row["root"]].goods.append((row["name"], read_object(row["properties"])))


def _only(homes: Mapping[int, int], roots: set[int]) -> dict[int, int]:
    return {member: root for member, root in homes.items() if root in roots}


def _chunks(people: Sequence[int]) -> Iterator[list[int]]:
    rest = iter(people)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk

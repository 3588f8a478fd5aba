"""The best hour of people: what the store knows of when they act."""

import time
from collections.abc import Sequence
from typing import Final
from zoneinfo import ZoneInfo

from otklik.automation import queries_hours
from otklik.automation.applying import Stepped
from otklik.automation.engine.best import (
    HOURS,
    Shares,
    best_moment_ms,
    blend,
    count_hours,
    estimate,
    smooth,
    usual_shares,
)
from otklik.automation.engine.runs import Timed
from otklik.automation.graph.entries import OnSegment
from otklik.automation.graph.nodes import WaitBest
from otklik.infra.engines import Engines
from otklik.profiles import service as profiles
from otklik.segments.live.service import list_some_members

KEPT_S: Final = 3_600.0
"""So long the hours of many are good for."""
_MOST: Final = 1_000
_SAMPLE: Final = 10_000
"""People of a segment who are looked at."""


class BestHours:
    """Finds moments; remembers the hours of whole workspaces and segments."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._kept: dict[tuple[int, int | None], tuple[float, Shares]] = {}

    async def find(self, workspace_id: int, stepped: Sequence[Stepped], *, now_ms: int) -> dict[int, Timed]:
        """When each of these runs, which wait for a best hour, goes on; by run. One statement for all."""
        if not stepped:
            return {}
        homes = sorted({each.before.profile_id for each in stepped})
        clusters = await profiles.list_clusters(self._engines, workspace_id=workspace_id, people=homes)
        members = {home: clusters[home].members if home in clusters else (home,) for home in homes}
        active = await queries_hours.list_hours(
            self._engines.clickhouse,
            workspace_id=workspace_id,
            homes=sorted({home for each in members.values() for home in each}),
        )
        found = {}
        for each in stepped:
            prior = await self.find_shares(workspace_id, _segment_of(each), each.book.zone)
            node = each.book.graph.nodes[each.walk.run.node]
            if isinstance(node, WaitBest):
                hours = {hour for home in members[each.before.profile_id] for hour in active.get(home, ())}
                shares = estimate(sorted(hours), each.zone, prior)
                at_ms = best_moment_ms(now_ms, node, shares, each.zone, root=each.root)
                found[each.before.run.id] = Timed(each.walk.run.visit, at_ms)
        return found

    async def find_shares(self, workspace_id: int, segment_id: int | None, zone: ZoneInfo) -> Shares:
        """When the people of a segment act, by the workspace's clocks: most live by them; None: everybody.

        What little is known of a segment is made up from everybody.
        """
        key = (workspace_id, segment_id)
        at, shares = self._kept.get(key, (0.0, ()))
        if shares and time.monotonic() - at < KEPT_S:
            return shares
        people: list[int] | None = None
        prior = usual_shares()
        if segment_id is not None:
            prior = await self.find_shares(workspace_id, None, zone)
            people = await list_some_members(
                self._engines, workspace_id=workspace_id, segment_id=segment_id, limit=_SAMPLE
            )
        counts = [0.0] * HOURS
        active = await queries_hours.count_active(
            self._engines.clickhouse, workspace_id=workspace_id, people=people
        )
        for hour, acted in active.items():
            for place, number in enumerate(count_hours([hour], zone)):
                counts[place] += number * acted
        whole = smooth(counts) if any(counts) else prior
        shares = whole if segment_id is None else blend(counts, prior)
        if len(self._kept) > _MOST:
            self._kept.clear()
        self._kept[key] = (time.monotonic(), shares)
        return shares


def _segment_of(each: Stepped) -> int | None:
    """The segment whose entering or leaving began the walk."""
    number, triggers = each.before.run.context.trigger, each.book.graph.entry.triggers
    trigger = triggers[number] if number is not None and number < len(triggers) else None
    return trigger.segment_id if isinstance(trigger, OnSegment) else None

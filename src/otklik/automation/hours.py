"""The best hour of people: what the store knows of when they act."""

import time
from collections.abc import Sequence
from typing import Final

from otklik.automation import queries_hours
from otklik.automation.applying import Stepped
from otklik.automation.engine.best import (
    HOURS,
    Shares,
    best_moment_ms,
    count_hours,
    estimate,
    smooth,
    usual_shares,
)
from otklik.automation.engine.runs import Timed
from otklik.automation.graph.nodes import WaitBest
from otklik.infra.engines import Engines
from otklik.profiles import service as profiles

KEPT_S: Final = 3_600.0
"""So long a workspace's hours are good for."""
_MOST: Final = 1_000


class BestHours:
    """Finds moments; remembers the hours of whole workspaces."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._kept: dict[int, tuple[float, Shares]] = {}

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
        prior = await self._shares_of(workspace_id, stepped[0])
        found = {}
        for each in stepped:
            node = each.book.graph.nodes[each.walk.run.node]
            if isinstance(node, WaitBest):
                hours = {hour for home in members[each.before.profile_id] for hour in active.get(home, ())}
                shares = estimate(sorted(hours), each.zone, prior)
                at_ms = best_moment_ms(now_ms, node, shares, each.zone, root=each.root)
                found[each.before.run.id] = Timed(each.walk.run.visit, at_ms)
        return found

    async def _shares_of(self, workspace_id: int, one: Stepped) -> Shares:
        """Everybody's, by the workspace's clocks: most people live by them."""
        at, shares = self._kept.get(workspace_id, (0.0, ()))
        if shares and time.monotonic() - at < KEPT_S:
            return shares
        counts = [0.0] * HOURS
        everybody = await queries_hours.count_everybody(self._engines.clickhouse, workspace_id=workspace_id)
        for hour, people in everybody.items():
            for place, number in enumerate(count_hours([hour], one.book.zone)):
                counts[place] += number * people
        shares = smooth(counts) if any(counts) else usual_shares()
        if len(self._kept) > _MOST:
            self._kept.clear()
        self._kept[workspace_id] = (time.monotonic(), shares)
        return shares

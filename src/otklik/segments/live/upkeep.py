"""Hour by hour: how many members segments have, and ids of deleted segments taken out of people's rows."""

from typing import Final

from otklik.infra.engines import Engines
from otklik.segments import repository_deleted
from otklik.segments.live import repository_counts, repository_states
from otklik.segments.live.watched import Registry

HOUR_MS: Final = 3_600_000
PORTION: Final = 5_000


class Upkeep:
    """Does a little with every call, between the follower's steps."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._hour = 0
        self._counting: list[int] = []
        self._cleaning: set[int] = set()

    def clean(self, workspaces: set[int]) -> None:
        """Segments of these workspaces were deleted."""
        self._cleaning |= workspaces

    async def advance(self, registry: Registry, now_ms: int) -> None:
        """Count one workspace, clean one portion."""
        if now_ms // HOUR_MS != self._hour:
            self._hour = now_ms // HOUR_MS
            self._counting = [watched.workspace_id for watched in registry.workspaces]
            await repository_deleted.forget_deleted(self._engines.postgres)
        if self._counting:
            await self._count(self._counting.pop(), now_ms)
        if self._cleaning:
            workspace_id = next(iter(self._cleaning))
            cleaned = await repository_counts.forget_segments(
                self._engines.postgres, workspace_id=workspace_id, portion=PORTION
            )
            if cleaned < PORTION:
                self._cleaning.discard(workspace_id)

    async def _count(self, workspace_id: int, now_ms: int) -> None:
        """Also sets right what erasures left of the sums."""
        found = await repository_counts.count_members(self._engines.postgres, workspace_id=workspace_id)
        async with self._engines.postgres.connection() as connection:
            known = await repository_states.list_ready_ids(connection, workspace_id=workspace_id)
            sizes = {id_: found.get(id_, 0) for id_ in known}
            await repository_counts.set_sizes(
                connection, workspace_id=workspace_id, sizes=sizes, now_ms=now_ms
            )
            everything = await repository_states.list_known_ids(connection, workspace_id=workspace_id)
        if not found.keys() <= everything:
            self._cleaning.add(workspace_id)

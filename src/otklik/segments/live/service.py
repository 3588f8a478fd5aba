"""What other rooms may ask of live membership."""

from collections.abc import Sequence

from otklik.infra.engines import Engines
from otklik.segments.live import repository, repository_states
from otklik.segments.live.follower import Follower

__all__ = ["Follower", "list_person_segments", "list_some_members"]


async def list_person_segments(
    engines: Engines, workspace_id: int, homes: Sequence[int]
) -> list[tuple[int, str]]:
    """(id, name) of the live segments that a person of these homes is in, by name."""
    async with engines.postgres.connection() as connection:
        rows = await repository.read_members(connection, workspace_id=workspace_id, homes=homes)
        found = {id_ for ids in rows.values() for id_ in ids}
        if not found:
            return []
        return await repository_states.find_names(connection, workspace_id=workspace_id, segments=found)


async def list_some_members(engines: Engines, *, workspace_id: int, segment_id: int, limit: int) -> list[int]:
    """Some people who are in a live segment now: enough to know a crowd by."""
    async with engines.postgres.connection() as connection:
        return await repository.list_some(
            connection, workspace_id=workspace_id, segment_id=segment_id, limit=limit
        )

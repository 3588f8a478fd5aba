"""Sets of people: how many they are, and who, as of any moment."""

from collections.abc import AsyncIterator

from otklik.events.repository_facts import read_progress
from otklik.infra.engines import Engines
from otklik.kit.clock import now_ms
from otklik.segments.language.conditions import Condition
from otklik.segments.loading import load_members, load_zone
from otklik.segments.sets import queries_members
from otklik.segments.sets.asked import Asked
from otklik.segments.sets.queries_compile import compile_members

STREAM_SECONDS = 120


async def find_asked(engines: Engines, *, workspace_id: int, as_of_ms: int | None) -> Asked:
    """What the workspace's conditions are asked of at a moment; None is now. Raises NotFoundError."""
    moment_ms = now_ms() if as_of_ms is None else as_of_ms
    progress = await read_progress(engines.postgres)
    operated = None
    if as_of_ms is not None:
        operated = await queries_members.list_operated(engines.clickhouse, workspace_id=workspace_id)
    return Asked(
        workspace_id=workspace_id,
        now_ms=moment_ms,
        is_present=as_of_ms is None,
        zone=await load_zone(engines, workspace_id=workspace_id),
        members=await load_members(engines, workspace_id=workspace_id),
        counted={int(lane): batch for lane, batch in progress.done.items()},
        operated=operated,
    )


async def count_members(
    engines: Engines, *, condition: Condition, asked: Asked, max_seconds: float = 10
) -> int:
    """How many people the condition holds of."""
    statement = compile_members(condition, asked)
    return await queries_members.count(
        engines.clickhouse, statement, workspace_id=asked.workspace_id, max_seconds=max_seconds
    )


async def stream_members(
    engines: Engines, *, condition: Condition, asked: Asked, batch: int = 10_000
) -> AsyncIterator[list[int]]:
    """The people, by rising id, in lists of at most `batch`; all as of one moment."""
    statement = compile_members(condition, asked)
    people = await queries_members.list_ids(
        engines.clickhouse, statement, workspace_id=asked.workspace_id, max_seconds=STREAM_SECONDS
    )
    for start in range(0, len(people), batch):
        yield people[start : start + batch]

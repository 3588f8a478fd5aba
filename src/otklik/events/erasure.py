"""The part of an erasure that ClickHouse holds (architecture.md §8.10)."""

from collections.abc import Mapping

from otklik.events import queries_erasure
from otklik.infra.engines import Engines
from otklik.profiles.contracts import Erased


async def erase_events(engines: Engines, erased: Erased) -> Mapping[str, int]:
    """Delete everything of every home of the person; returns what survived, by table. Safe to repeat.

    Rows still on their way are not seen here: the caller repeats until all counts are zero.
    """
    await queries_erasure.delete_people(
        engines.clickhouse, workspace_id=erased.workspace_id, homes=erased.members
    )
    return await queries_erasure.count_survivors(
        engines.clickhouse, workspace_id=erased.workspace_id, homes=erased.members
    )

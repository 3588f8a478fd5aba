"""The part of an erasure that ClickHouse holds (architecture.md §8.10)."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Final

from otklik.events import queries_erasure
from otklik.infra.engines import Engines
from otklik.profiles import service as profiles
from otklik.profiles.contracts import Erased

_LOCK: Final = 0x6F746B12
"""First key of the advisory locks; the second is the workspace."""


async def erase_events(engines: Engines, erased: Erased) -> Mapping[str, int]:
    """Delete everything of every home of the person; returns what survived, by table. Safe to repeat.

    A mutation rewrites whole parts, for one person as for thousands. So one erasure at a time of a workspace
    is here, and it takes along everybody else who is to be erased: those find nothing left to do. Rows still
    on their way are not seen here: the caller repeats until all counts are zero.
    """
    async with _alone(engines, erased.workspace_id):
        async with engines.postgres.connection() as connection:
            others = await profiles.list_homes_to_erase(connection, workspace_id=erased.workspace_id)
        return await queries_erasure.erase(
            engines.clickhouse, workspace_id=erased.workspace_id, homes=erased.members, others=others
        )


@asynccontextmanager
async def _alone(engines: Engines, workspace_id: int) -> AsyncIterator[None]:
    async with engines.postgres.connection() as connection:
        keys = (_LOCK, workspace_id)
        await connection.execute("SELECT pg_advisory_lock(%s, %s)", keys)
        try:
            yield
        finally:
            await connection.execute("SELECT pg_advisory_unlock(%s, %s)", keys)

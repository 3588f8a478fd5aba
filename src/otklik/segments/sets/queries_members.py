"""Asks the store for the people of a statement.

All workspaces: pieces of SQL; the statement they end in is bound to one.
"""

from otklik.infra.clickhouse import ClickHouse
from otklik.segments.sets.queries_compile import Statement
from otklik.segments.sets.queries_properties import IS_RESET

MAX_BYTES = 800_000_000
"""Of memory in the store: figures of a million people are held while their homes are added up."""
ALL_THREADS = " SETTINGS max_threads_min_free_memory_per_thread = 0"
"""Somebody waits. Of itself ClickHouse takes a thread for each free GiB: one, within our bounds."""


async def count(
    clickhouse: ClickHouse, statement: Statement, *, workspace_id: int, max_seconds: float
) -> int:
    """How many people."""
    rows = await clickhouse.query(
        f"SELECT count() AS n FROM ({statement.sql}){ALL_THREADS}",  # noqa: S608 - a compiled statement, its values bound
        workspace_id=workspace_id,
        comment="segments.count",
        parameters=statement.parameters,
        max_seconds=max_seconds,
        max_memory_bytes=MAX_BYTES,
    )
    return int(rows[0]["n"])


async def list_ids(
    clickhouse: ClickHouse, statement: Statement, *, workspace_id: int, max_seconds: float
) -> list[int]:
    """All people by rising id: one list of numbers, 40 MB a million."""
    rows = await clickhouse.query(
        f"SELECT arraySort(groupArray(person)) AS people FROM ({statement.sql}){ALL_THREADS}",  # noqa: S608 - as above
        workspace_id=workspace_id,
        comment="segments.members",
        parameters=statement.parameters,
        max_seconds=max_seconds,
        max_memory_bytes=MAX_BYTES,
    )
    people: list[int] = rows[0]["people"]
    return people


async def list_operated(clickhouse: ClickHouse, *, workspace_id: int) -> frozenset[str]:
    """The properties that were ever changed otherwise than by set and delete."""
    rows = await clickhouse.query(
        f"""
        SELECT DISTINCT property FROM property_writes
        WHERE workspace_id = {{workspace_id:UInt32}} AND NOT {IS_RESET}
        """,  # noqa: S608 - a constant
        workspace_id=workspace_id,
        comment="segments.operated",
    )
    return frozenset(row["property"] for row in rows)

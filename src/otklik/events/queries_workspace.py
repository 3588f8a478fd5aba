"""Deleting a whole workspace from ClickHouse: every table that has its rows, whichever room made it."""

from otklik.infra.clickhouse import ClickHouse

_MUTATION_SECONDS = 3_600
_TABLES = """
    SELECT table FROM system.columns WHERE database = currentDatabase() AND name = 'workspace_id'
        AND table IN (
            SELECT name FROM system.tables
            WHERE database = currentDatabase() AND endsWith(engine, 'MergeTree')
        )
    ORDER BY table
    """


async def delete_workspace(clickhouse: ClickHouse, *, workspace_id: int) -> dict[str, int]:
    """Delete its rows; what is left afterwards, by table. Returns when the parts are rewritten."""
    left = {}
    for table in await _list_tables(clickhouse):
        if await _count(clickhouse, table, workspace_id=workspace_id):
            await clickhouse.command(
                f"ALTER TABLE `{table}` DELETE WHERE workspace_id = {{workspace_id:UInt32}}",
                comment=f"w{workspace_id} events.delete_workspace",
                parameters={"workspace_id": workspace_id},
                settings={"mutations_sync": "2"},
                max_seconds=_MUTATION_SECONDS,
            )
        left[table] = await _count(clickhouse, table, workspace_id=workspace_id)
    await clickhouse.command("SYSTEM RELOAD DICTIONARY redirect", comment="events.delete_workspace")
    return left


async def _list_tables(clickhouse: ClickHouse) -> list[str]:
    rows = await clickhouse.system_query(_TABLES, comment="events.delete_workspace.tables")
    return [row["table"] for row in rows]


async def _count(clickhouse: ClickHouse, table: str, *, workspace_id: int) -> int:
    rows = await clickhouse.query(
        f"SELECT count() AS n FROM `{table}` WHERE workspace_id = {{workspace_id:UInt32}}",  # noqa: S608 - a name of the catalogue
        workspace_id=workspace_id,
        comment="events.delete_workspace.count",
        max_seconds=60,
    )
    return int(rows[0]["n"])

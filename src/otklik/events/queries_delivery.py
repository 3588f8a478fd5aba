"""What the sender asks ClickHouse: which rows of a batch are there.

All workspaces: a batch is counted whole.
"""

import asyncio
from collections.abc import Sequence
from typing import Final

from otklik.events.rows import ROW_KEYS
from otklik.infra.clickhouse import ClickHouse

POLL_S: Final = 0.1
_COMMENT: Final = "sender"
_MAX_ROWS: Final = 2_000_000


async def wait_until_idle(clickhouse: ClickHouse, *, table: str, token: str) -> None:
    """Wait until no insert with this token runs any more (one that timed out for us may still be at work).

    A real server knows the statement by its settings, the embedded one by the comment in its text.
    """
    sql = (
        "SELECT count() AS n FROM system.processes WHERE position(query, 'system.processes') = 0 AND "
        "(Settings['insert_deduplication_token'] = {token:String} OR position(query, {mark:String}) > 0)"
    )
    parameters = {"token": token, "mark": f"insert {table} {token} */"}
    while True:
        rows = await clickhouse.system_query(sql, comment=_COMMENT, parameters=parameters)
        if not rows[0]["n"]:
            return
        await asyncio.sleep(POLL_S)


async def count_rows(clickhouse: ClickHouse, *, table: str, batch: int) -> int:
    """How many rows of the batch `table` holds."""
    rows = await clickhouse.system_query(
        f"SELECT count() AS n FROM {_check(table)} WHERE batch = {{batch:UInt64}}",  # noqa: S608 - a known table
        comment=_COMMENT,
        parameters={"batch": batch},
    )
    return int(rows[0]["n"])


async def list_keys(
    clickhouse: ClickHouse, *, table: str, batch: int, names: Sequence[str]
) -> set[tuple[str, ...]]:
    """The keys (as text) of the batch's rows in `table`."""
    columns = ", ".join(f"toString({name}) AS {name}_text" for name in names)
    rows = await clickhouse.system_query(
        f"SELECT {columns} FROM {_check(table)} WHERE batch = {{batch:UInt64}}",  # noqa: S608 - known names
        comment=_COMMENT,
        parameters={"batch": batch},
        max_rows=_MAX_ROWS,
        max_seconds=60,
    )
    return {tuple(row[f"{name}_text"] for name in names) for row in rows}


def _check(table: str) -> str:
    if table not in ROW_KEYS:
        raise ValueError(f"the rows of {table!r} are not told apart")
    return table
